import { findComponent } from '../../components/registry.ts';
import type { Addressing, ResolvedService } from '../../manifest/addressing.ts';
import { resolve } from '../../manifest/resolve.ts';
import type { Dependency, Manifest, Port, ReadyCheck, Service } from '../../manifest/service.ts';
import { SIDECAR_LABEL } from '../../manifest/sidecar.ts';
import { volumeFolder } from './host-addressing.ts';

/** One service as a process of this machine, before its program is looked for. */
export interface HostCommand {
  service: string;
  program: HostProgram;
  /** Each is run to completion with the same program, in order, before `args`. */
  prepare: string[][];
  args: string[];
  /** Added to the environment of whoever starts it. */
  env: Record<string, string>;
  /** Folders of the session folder that must exist before it starts. */
  volumes: string[];
  ports: Port[];
  /** Port name → the number it listens on. */
  hostPorts: Record<string, number>;
  readyCheck: ReadyCheck | undefined;
  /** The service whose health stands for this one's, which has no check of its own. */
  watchedBy: string | undefined;
  dependsOn: Dependency[];
}

export type HostProgram =
  /** Our own executable. */
  | { kind: 'playground' }
  | { kind: 'file'; path: string }
  /** The first of the names that is found on PATH. */
  | { kind: 'lookup'; names: readonly string[]; install: string };

export interface RenderHostOptions {
  /** Service name → program on this machine, absolute. */
  overrides: Readonly<Record<string, string>>;
}

/** The commands of a manifest, in its order. Pure. */
export function renderHost(manifest: Manifest, addressing: Addressing, options: RenderHostOptions): HostCommand[] {
  return resolve(manifest, addressing).map((resolved) => renderService(resolved, manifest, addressing, options));
}

function renderService(
  resolved: ResolvedService,
  manifest: Manifest,
  addressing: Addressing,
  options: RenderHostOptions,
): HostCommand {
  const { service, args, prepare, env, readyCheck } = resolved;
  const sidecar = service.labels[SIDECAR_LABEL];
  const watched = manifest.services.some((other) => other.name === sidecar);
  return {
    service: service.name,
    program: programOf(service, options),
    prepare,
    args,
    env,
    volumes: Object.values(service.volumesMapped).map((volume) => volumeFolder(service, volume)),
    ports: service.ports,
    hostPorts: Object.fromEntries(service.ports.map((port) => [port.name, addressing.portOf(service, service, port)])),
    readyCheck,
    watchedBy: readyCheck === undefined && watched ? sidecar : undefined,
    dependsOn: service.dependsOn,
  };
}

const OWN_PROGRAM = 'playground';

function programOf(service: Service, { overrides }: RenderHostOptions): HostProgram {
  const path = overrides[service.name] ?? service.hostPath;
  if (path !== undefined) return { kind: 'file', path };
  if (service.entrypoint === OWN_PROGRAM) return { kind: 'playground' };
  const { binary, containerOnly } = findComponent(service.component) ?? {};
  if (binary?.names.includes(OWN_PROGRAM)) return { kind: 'playground' };
  if (binary !== undefined) return { kind: 'lookup', names: binary.names, install: binary.install };
  const name = lastSegment(service.entrypoint ?? service.image ?? service.name);
  return { kind: 'lookup', names: [name], install: containerOnly ?? `put ${name} on PATH` };
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
