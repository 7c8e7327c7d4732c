import type { Manifest } from '../../manifest/service.ts';
import type { Placement } from '../../targets/kubernetes/render/placement.ts';

/** The services with the ports that get a number of this machine: UDP cannot be forwarded. */
export function reachable(manifest: Manifest, placements: readonly Placement[]): Manifest {
  const placed = new Map(placements.map((placement) => [placement.service, placement]));
  const services = manifest.services.flatMap((service) => {
    const placement = placed.get(service.name);
    if (placement === undefined) return [];
    const ports = placement.ports.filter(({ protocol }) => protocol === 'tcp' || placement.hostExecuted);
    return [{ ...service, ports: ports.map(({ name, port, protocol }) => ({ name, port, protocol, hostPort: 0 })) }];
  });
  return { services };
}
