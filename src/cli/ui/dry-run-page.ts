import type { Session } from '../../session/session.ts';
import type { Palette } from './palette.ts';
import { table } from './table.ts';

/** What a dry run has written, and how to go on. `path`: the session folder as the user would type it. */
export function dryRunPage(session: Session, path: string, palette: Palette): string[] {
  const { id, dir, manifest, plan } = session;
  const folder = path === '' || path.startsWith('..') ? dir : path;
  const steps = (plan?.steps ?? []).map(({ action, service, command, reason }) => [
    action,
    palette.name(service),
    palette.faint(reason),
    command.join(' '),
  ]);
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
        [`playground validate ${folder}`, 'check the manifest after changes'],
        [`playground graph ${folder} --format mermaid`, 'draw it'],
        [`playground clean ${id}`, 'delete it'],
        ['the same command without --dry-run', 'start it'],
      ],
      '  ',
    ),
  ];
}
