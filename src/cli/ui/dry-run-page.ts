import { basename } from 'node:path';
import type { Session } from '../../session/session.ts';
import { deploymentSteps } from './deployment-steps.ts';
import type { Palette } from './palette.ts';
import { table } from './table.ts';

/** What a dry run has written, and how to go on. `program`: as the user types it. */
export function dryRunPage(
  { id, dir, manifest, plan, deploymentFile }: Session,
  program: string,
  palette: Palette,
): string[] {
  const steps = (plan?.steps ?? []).map(({ action, service, command, reason }) => [
    action,
    palette.name(service),
    palette.faint(reason),
    command.join(' '),
  ]);
  // A folder of the user's own choice is not among the sessions after a dry run: its path is its name.
  const chosen = basename(dir) !== id;
  const name = chosen ? dir : id;
  return [
    `Written to ${dir}; nothing was started.`,
    '',
    palette.heading('What lies there'),
    ...table(
      [
        [
          'manifest.json',
          `${manifest.services.length} services: ${manifest.services.map(({ name }) => name).join(', ')}`,
        ],
        ['graph.dot', 'how they connect'],
        ...(deploymentFile === undefined ? [] : [[basename(deploymentFile), 'the same as a resource for Kubernetes']]),
        ['genesis.json', 'genesis of the execution layer'],
        ['testnet/', 'configuration and genesis of the consensus layer'],
        ['data_validator/', 'keys of the validators'],
        ['jwtsecret', 'shared by the execution client and the beacon node'],
      ],
      '  ',
    ),
    ...(steps.length === 0 ? [] : ['', palette.heading('What start would do'), ...table(steps, '  ')]),
    '',
    palette.heading('How to go on'),
    ...table(
      [
        [`${program} validate ${name}`, 'check the manifest after changes'],
        [`${program} graph ${name} --format mermaid`, 'draw it'],
        ...(deploymentFile === undefined ? [] : deploymentSteps(deploymentFile, program)),
        [chosen ? `rm -r ${dir}` : `${program} clean ${id}`, 'delete it'],
        ['the same command without --dry-run', 'start it'],
      ],
      '  ',
    ),
  ];
}
