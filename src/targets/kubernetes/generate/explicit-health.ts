import type { Dependency, Service } from '../../../manifest/service.ts';
import { SIDECAR_LABEL, towardsSidecars, watchedServices } from '../../../manifest/sidecar.ts';
import { portTemplate } from '../../../manifest/template.ts';

/**
 * The same services with everything said in words of their own that containers of one engine only agree on by labels
 * and habit: who watches whom, where a health monitor listens, and whose readiness a curl beside a service tells.
 */
export function explicitHealth(services: readonly Service[]): Service[] {
  const folded = foldReadyChecks(services);
  const watched = watchedServices(folded);
  return folded.map((service) => {
    const watches = watched.get(service.name);
    const dependencies = towardsSidecars(service.dependsOn, folded);
    const running: Dependency[] = watches === undefined ? [] : [{ name: watches, condition: 'running' }];
    return { ...withMonitorPort(service), dependsOn: merged([...running, ...dependencies]) };
  });
}

/**
 * The Go program asks a service's URL from a container of its own, `<service>_readycheck`, which does nothing but sleep
 * between two runs of curl. The check goes back to the service, and whoever waits for the helper waits for the service.
 */
function foldReadyChecks(services: readonly Service[]): Service[] {
  const owners = new Map(
    services.flatMap((service) => {
      const helper = helperOf(service, services);
      return helper === undefined ? [] : [[helper.name, service] as const];
    }),
  );
  const ownerOf = (name: string) => owners.get(name)?.name ?? name;
  return services
    .filter(({ name }) => !owners.has(name))
    .map((service) => {
      const helper = helperOf(service, services);
      const dependsOn = service.dependsOn
        .map((dependency) => ({ ...dependency, name: ownerOf(dependency.name) }))
        .filter(({ name }) => name !== service.name);
      if (helper?.readyCheck === undefined) return { ...service, dependsOn };
      const queryUrl = atLocalhost(helper.readyCheck.queryUrl, service.name);
      return { ...service, dependsOn, readyCheck: { ...helper.readyCheck, queryUrl, test: [] } };
    });
}

function helperOf(service: Service, services: readonly Service[]): Service | undefined {
  const name = `${service.name}_readycheck`;
  if (service.labels[SIDECAR_LABEL] !== name || service.readyCheck !== undefined) return undefined;
  return services.find((candidate) => candidate.name === name && candidate.readyCheck?.queryUrl);
}

/** The helper calls the service by its name; the service itself is at localhost. */
function atLocalhost(url: string, name: string): string {
  const [, scheme = '', host, rest = ''] = /^(\w+:\/\/)([^/:?]+)(.*)$/.exec(url) ?? [];
  return host === name ? `${scheme}localhost${rest}` : url;
}

/** What `healthmon` listens on where nothing else is said; no manifest mentions it. */
const MONITOR_PORT = 21_171;
const MONITOR_ADDRESS = '--service.addr';

/** Two health monitors in one pod would both take the same number: as a template it can move. */
function withMonitorPort(service: Service): Service {
  const { entrypoint, args, ports } = service;
  const isSilent = !args.some((arg) => arg.startsWith(MONITOR_ADDRESS)) && ports.length === 0;
  if (entrypoint !== 'healthmon' || !isSilent) return service;
  return {
    ...service,
    args: [...args, MONITOR_ADDRESS, `0.0.0.0:${portTemplate('http', MONITOR_PORT)}`],
    ports: [{ name: 'http', port: MONITOR_PORT, protocol: 'tcp', hostPort: 0 }],
  };
}

/** One dependency for each service: who waits for health need not also wait for a start. */
function merged(dependencies: readonly Dependency[]): Dependency[] {
  const byName = new Map<string, Dependency>();
  for (const dependency of dependencies) {
    const known = byName.get(dependency.name);
    if (known === undefined || known.condition === 'running') byName.set(dependency.name, dependency);
  }
  return [...byName.values()];
}
