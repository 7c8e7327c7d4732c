import type { HostCommand } from '../../targets/host/render-host.ts';
import type { PlanStep } from '../runner.ts';
import type { FoundProgram } from './find-program.ts';
import { describeProbe, healthProbe } from './probe.ts';

/** A service that is to be started, and what it waits for. */
export interface HostStep {
  command: HostCommand;
  program: FoundProgram;
  reason: string;
}

/** The services in an order in which each comes after those it waits for. Pure. */
export function planHost(commands: readonly HostCommand[], programs: ReadonlyMap<string, FoundProgram>): HostStep[] {
  const steps: HostStep[] = [];
  const placed = new Set<string>();
  const known = new Map(commands.map((command) => [command.service, command]));
  const place = (command: HostCommand) => {
    if (placed.has(command.service)) return;
    placed.add(command.service);
    for (const { name } of command.dependsOn) {
      const dependency = known.get(name);
      if (dependency !== undefined) place(dependency);
    }
    const program = programs.get(command.service);
    if (program === undefined) throw new Error(`no program was looked up for ${command.service}`);
    steps.push({ command, program, reason: reasonOf(command) });
  };
  for (const command of commands) place(command);
  return steps;
}

function reasonOf({ dependsOn }: HostCommand): string {
  if (dependsOn.length === 0) return 'waits for nothing';
  const conditions = dependsOn.map(({ name, condition }) => `${name} is ${condition}`);
  return `when ${conditions.join(' and ')}`;
}

/** The same as data to be printed. */
export function printablePlan(steps: readonly HostStep[]): PlanStep[] {
  return steps.flatMap(({ command, program, reason }) => {
    const { service, prepare, args } = command;
    const line = (own: string[]) => [program.file, ...program.args, ...own];
    const probe = healthProbe(command);
    const start: PlanStep[] = [
      ...prepare.map((own): PlanStep => ({ action: 'prepare', service, command: line(own), reason })),
      { action: 'start', service, command: line(args), reason: prepare.length > 0 ? 'when it is prepared' : reason },
    ];
    if (probe === undefined) return start;
    return [...start, { action: 'check', service, command: [describeProbe(probe)], reason: 'until it is healthy' }];
  });
}
