import type { HostCommand } from '../../targets/host/render-host.ts';

/**
 * Names of the services that a change of ports concerns: the one that failed, those whose command line or check reads
 * differently now, and whoever waits for one of them. Pure.
 */
export function restartSet(before: readonly HostCommand[], after: readonly HostCommand[], failed: string): Set<string> {
  const old = new Map(before.map((command) => [command.service, JSON.stringify(command)]));
  const concerned = new Set([failed]);
  for (const command of after) {
    if (old.get(command.service) !== JSON.stringify(command)) concerned.add(command.service);
  }
  for (let size = 0; size !== concerned.size; ) {
    size = concerned.size;
    for (const { service, dependsOn } of after) {
      if (dependsOn.some(({ name }) => concerned.has(name))) concerned.add(service);
    }
  }
  return concerned;
}
