import { join } from 'node:path';
import type { Addressing } from '../../manifest/addressing.ts';
import type { Port, Service, VolumeMapping } from '../../manifest/service.ts';
import { SHARED_VOLUME } from '../../manifest/shared-volume.ts';

export interface HostAddressingOptions {
  /** The session folder, absolute. */
  dir: string;
  /** `portKey` → the number that is reserved on this machine; a port that is absent keeps the manifest's number. */
  ports: Readonly<Record<string, number>>;
  /** Listen on every interface rather than on 127.0.0.1. */
  bindExternal: boolean;
}

/** Every service is a process of this machine, and reaches the others on the loopback interface. */
export function hostAddressing({ dir, ports, bindExternal }: HostAddressingOptions): Addressing {
  return {
    hostOf: () => '127.0.0.1',
    portOf: (_from, to, port) => ports[portKey(to, port)] ?? port.port,
    artifactPath: (_service, artifact) => join(dir, artifact),
    volumePath: (service, volume) => join(dir, volumeFolder(service, volume)),
    artifactsDir: () => dir,
    bindAddress: () => (bindExternal ? '0.0.0.0' : '127.0.0.1'),
  };
}

/** One number serves both protocols of a port, because clients announce them as one. */
export function portKey(service: Pick<Service, 'name'>, port: Pick<Port, 'name'>): string {
  return `${service.name}/${port.name}`;
}

/** Name of the folder of the session folder that holds a volume. */
export function volumeFolder(service: Pick<Service, 'name'>, volume: Pick<VolumeMapping, 'name'>): string {
  const shared = volume.name.startsWith(SHARED_VOLUME);
  return shared ? `volume-${volume.name.slice(SHARED_VOLUME.length)}` : `volume-${service.name}-${volume.name}`;
}
