import { volumeFolder } from '../../host/host-addressing.ts';
import { kubernetesName } from '../kubernetes-name.ts';
import { type Resources, resourcesOf } from './default-resources.ts';
import { escapeExpansion } from './escape-expansion.ts';
import { imageOf, isOwnProgram } from './own-image.ts';
import { ARTIFACTS_DIR } from './pod-addressing.ts';
import type { Probe } from './probes.ts';
import type { RenderContext, RenderedService } from './render-context.ts';
import { type EnvironmentVariable, environmentOf } from './secret-environment.ts';
import { type ContainerSecurity, containerSecurity } from './security.ts';

export interface VolumeMount {
  name: string;
  mountPath: string;
  subPath?: string;
  readOnly?: boolean;
}

/** `core/v1` Container, as far as it is used here. */
export interface Container {
  name: string;
  image: string;
  imagePullPolicy: string;
  restartPolicy?: 'Always';
  command?: string[];
  args?: string[];
  env?: EnvironmentVariable[];
  ports?: { containerPort: number; protocol: 'TCP' | 'UDP'; hostPort?: number }[];
  volumeMounts?: VolumeMount[];
  resources?: Resources;
  startupProbe?: Probe;
  readinessProbe?: Probe;
  securityContext: ContainerSecurity;
}

/** The volume with the artifacts and the data of the services. */
export const DATA_VOLUME = 'data';

/** The container of a service, without its probes. */
export function serviceContainer(
  context: RenderContext,
  service: RenderedService,
  podPorts: readonly { port: number; protocol: 'tcp' | 'udp'; hostPort?: number }[],
): Container {
  const { spec, resolved } = service;
  const own = isOwnProgram(spec, context.playgroundImage);
  return {
    name: kubernetesName(spec.name),
    ...programOf(context, service, resolved.args),
    ...(podPorts.length === 0 ? {} : { ports: containerPorts(podPorts) }),
    volumeMounts: mountsOf(service, own),
    resources: resourcesOf(spec),
  };
}

/** A run of the service's program that must end well before it is started. */
export function prepareContainers(context: RenderContext, service: RenderedService): Container[] {
  const { spec, resolved } = service;
  const own = isOwnProgram(spec, context.playgroundImage);
  return resolved.prepare.map((args, i) => ({
    name: `${kubernetesName(spec.name)}-prepare-${i}`,
    ...programOf(context, service, args),
    volumeMounts: mountsOf(service, own),
    resources: resourcesOf(spec),
  }));
}

function programOf(context: RenderContext, service: RenderedService, args: readonly string[]) {
  const { spec } = service;
  const own = isOwnProgram(spec, context.playgroundImage);
  const { entrypoint = [] } = spec;
  const env = environmentOf(context, service);
  // Nobody has a home in these images; programs that look for one find a folder that they may write to.
  const home = own || env.some(({ name }) => name === 'HOME') ? [] : [{ name: 'HOME', value: '/tmp' }];
  return {
    image: imageOf(spec, context.playgroundImage),
    imagePullPolicy: pullPolicy(context),
    ...(entrypoint.length === 0 ? {} : { command: entrypoint.map(escapeExpansion) }),
    ...(args.length === 0 ? {} : { args: args.map(escapeExpansion) }),
    ...(env.length + home.length === 0 ? {} : { env: [...env, ...home] }),
    securityContext: containerSecurity({ readOnlyRoot: own, user: spec.runAsUser }),
  };
}

export function pullPolicy({ resource }: RenderContext): string {
  return resource.spec.imagePullPolicy ?? 'IfNotPresent';
}

/** A container with two entries of one number and protocol is refused. */
function containerPorts(ports: readonly { port: number; protocol: 'tcp' | 'udp'; hostPort?: number }[]) {
  const entries = ports.map(({ port, protocol, hostPort }) => ({
    containerPort: port,
    protocol: protocol === 'udp' ? ('UDP' as const) : ('TCP' as const),
    ...(hostPort === undefined ? {} : { hostPort }),
  }));
  return [...new Map(entries.map((entry) => [`${entry.containerPort}/${entry.protocol}`, entry])).values()];
}

/** Files and volumes at the paths that the arguments name; the whole volume where `{{.Dir}}` is used. */
function mountsOf({ spec, resolved }: RenderedService, own: boolean): VolumeMount[] {
  const volumePaths = Object.entries(resolved.service.volumesMapped);
  const files = (spec.files ?? []).map(({ path, artifact }) => {
    // A folder with a volume in it is one that the program writes to; without that, nothing could be mounted in it.
    const isWritten = volumePaths.some(([mountPath]) => mountPath.startsWith(`${path.replace(/\/+$/, '')}/`));
    return { name: DATA_VOLUME, mountPath: path, subPath: artifact, ...(isWritten ? {} : { readOnly: true }) };
  });
  const volumes = volumePaths.map(([mountPath, volume]) => {
    const subPath = spec.volumes?.find((one) => one.mountPath === mountPath)?.subPath;
    const folder = volumeFolder(resolved.service, volume);
    return { name: DATA_VOLUME, mountPath, subPath: subPath === undefined ? folder : `${folder}/${subPath}` };
  });
  const whole = usesArtifactsDir(spec) ? [{ name: DATA_VOLUME, mountPath: ARTIFACTS_DIR }] : [];
  const temporary = own ? [] : [{ name: temporaryVolume(spec.name), mountPath: '/tmp' }];
  const mounts = [...whole, ...files, ...volumes];
  // What a service mounts at /tmp itself goes before an empty folder.
  return [...mounts, ...temporary.filter(({ mountPath }) => mounts.every((mount) => mount.mountPath !== mountPath))];
}

/** Name of the empty folder that is a service's /tmp. */
export function temporaryVolume(service: string): string {
  return `tmp-${kubernetesName(service)}`;
}

/** Whether any text of the service names the folder as a whole. */
export function usesArtifactsDir({ args = [], env = {}, prepare = [] }: RenderedService['spec']): boolean {
  const texts = [...args, ...prepare.flat(), ...Object.values(env)];
  return texts.some((text) => /\{\{\s*\.Dir\s*\}\}/.test(text));
}
