import type { RunningService } from '../runners/runner.ts';
import type { Endpoint } from './session.ts';

const SCHEMES: Record<string, string> = { http: 'http', ws: 'ws', authrpc: 'http', metrics: 'http' };

/** Where the services of a session can be reached from this machine. Pure. */
export function endpointsOf(services: readonly RunningService[]): Endpoint[] {
  return services.flatMap(({ name: service, ports }) =>
    ports.map(({ name: port, protocol, port: containerPort, hostPort }) => {
      const scheme = protocol === 'tcp' ? SCHEMES[port] : undefined;
      const address = `127.0.0.1:${hostPort}`;
      return { service, port, protocol, containerPort, hostPort, url: scheme ? `${scheme}://${address}` : address };
    }),
  );
}
