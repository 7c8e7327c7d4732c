import type { Container } from '../../src/targets/kubernetes/render/container.ts';
import type { KubernetesObject } from '../../src/targets/kubernetes/render/kubernetes-object.ts';
import type { PodVolume } from '../../src/targets/kubernetes/render/storage.ts';

export interface RenderedPod {
  /** Of the StatefulSet. */
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  initContainers: Container[];
  containers: Container[];
  volumes: PodVolume[];
  hostAliases: { ip: string; hostnames: string[] }[];
  /** All of it. */
  spec: object;
}

/** The pods that the StatefulSets among the objects make. */
export function podsOf(objects: readonly KubernetesObject[]): RenderedPod[] {
  return ofKind(objects, 'StatefulSet').map(({ metadata, spec }) => {
    const { template } = spec as { template: { metadata: Pick<RenderedPod, 'labels' | 'annotations'>; spec: object } };
    const parts = { initContainers: [], containers: [], volumes: [], hostAliases: [], ...template.spec };
    return { ...parts, ...template.metadata, name: metadata.name, spec: template.spec };
  });
}

/** In the order in which the kubelet starts them. */
export function containersOf({ initContainers, containers }: RenderedPod): Container[] {
  return [...initContainers, ...containers];
}

/** The container of that name, in whatever pod it is. */
export function containerOf(objects: readonly KubernetesObject[], name: string): Container {
  const found = podsOf(objects)
    .flatMap(containersOf)
    .find((container) => container.name === name);
  if (found === undefined) throw new Error(`there is no container ${name}`);
  return found;
}

export function ofKind(objects: readonly KubernetesObject[], kind: string): KubernetesObject[] {
  return objects.filter((object) => object.kind === kind);
}

interface ServiceSpec {
  selector?: Record<string, string>;
  ports?: { name: string; port: number; protocol: string; targetPort: number }[];
}

export function serviceSpec(objects: readonly KubernetesObject[], name: string): ServiceSpec {
  const service = ofKind(objects, 'Service').find(({ metadata }) => metadata.name === name);
  if (service === undefined) throw new Error(`there is no Service ${name}`);
  return service.spec as ServiceSpec;
}

/**
 * What an API server or a kubelet would object to, or what would never work: names, and whatever names another thing that
 * is not among the objects.
 */
export function objectFaults(objects: readonly KubernetesObject[]): string[] {
  const pods = podsOf(objects);
  return [
    ...twice(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)),
    ...objects.filter(({ metadata }) => !isDnsName(metadata.name)).map(({ metadata }) => `name ${metadata.name}`),
    ...pods.flatMap((pod) => podFaults(pod, objects).map((fault) => `${pod.name}: ${fault}`)),
    ...ofKind(objects, 'Service').flatMap((service) => serviceFaults(service, pods)),
  ];
}

function podFaults(pod: RenderedPod, objects: readonly KubernetesObject[]): string[] {
  const containers = containersOf(pod);
  const running = [...pod.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'), ...pod.containers];
  const ports = running.flatMap(({ ports: own = [] }) => own.map((port) => `${port.containerPort}/${port.protocol}`));
  const claims = new Set(ofKind(objects, 'PersistentVolumeClaim').map(({ metadata }) => metadata.name));
  return [
    ...twice(containers.map(({ name }) => name)),
    ...twice(pod.volumes.map(({ name }) => name)),
    ...twice(ports),
    ...[...containers, ...pod.volumes].filter(({ name }) => !isDnsName(name)).map(({ name }) => `name ${name}`),
    ...(pod.containers.length === 0 ? ['no container'] : []),
    ...pod.hostAliases.flatMap(({ hostnames }) => hostnames.filter((name) => !isDnsName(name))),
    ...pod.volumes.flatMap(({ persistentVolumeClaim: claim }) =>
      claim === undefined || claims.has(claim.claimName) ? [] : [`claim ${claim.claimName}`],
    ),
    ...containers.flatMap((container) => containerFaults(container, pod, objects)),
  ];
}

function containerFaults(container: Container, pod: RenderedPod, objects: readonly KubernetesObject[]): string[] {
  const { name, volumeMounts = [], env = [], startupProbe, readinessProbe } = container;
  const probe = pod.initContainers.find((one) => one.name === 'playground-probe');
  const probePort = Number(probe?.args?.[probe.args.indexOf('--port') + 1]);
  const own = (container.ports ?? []).map(({ containerPort }) => containerPort);
  const asked = [startupProbe, readinessProbe].flatMap((one) => (one?.httpGet === undefined ? [] : [one.httpGet.port]));
  const volumes = new Set(pod.volumes.map((volume) => volume.name));
  return [
    ...twice(volumeMounts.map(({ mountPath }) => mountPath)),
    ...twice(env.map((variable) => variable.name)),
    ...volumeMounts.flatMap((mount) => (volumes.has(mount.name) ? [] : [`volume ${mount.name}`])),
    ...asked.flatMap((port) => (port === probePort || own.includes(port) ? [] : [`probe of port ${port}`])),
    ...env.flatMap(({ valueFrom }) => {
      if (valueFrom === undefined || !('secretKeyRef' in valueFrom)) return [];
      const { name: secret, key } = valueFrom.secretKeyRef;
      return secret.endsWith('-env') && !secretKeys(objects, secret).includes(key) ? [`key ${key} of ${secret}`] : [];
    }),
  ].map((fault) => `${name}: ${fault}`);
}

function serviceFaults({ metadata, spec }: KubernetesObject, pods: readonly RenderedPod[]): string[] {
  const { selector, ports = [] } = spec as ServiceSpec;
  const selected = pods.filter(({ labels }) =>
    Object.entries(selector ?? {}).every(([label, value]) => labels[label] === value),
  );
  const listening = selected
    .flatMap(containersOf)
    .flatMap((container) => (container.ports ?? []).map((port) => `${port.containerPort}/${port.protocol}`));
  return [
    ...(selector === undefined || selected.length > 0 ? [] : ['selects no pod']),
    ...twice(ports.map(({ name }) => name)),
    ...twice(ports.map(({ port, protocol }) => `${port}/${protocol}`)),
    ...ports.filter(({ name }) => !isPortName(name)).map(({ name }) => `port name ${name}`),
    ...ports.flatMap(({ targetPort, protocol }) =>
      selector === undefined || listening.includes(`${targetPort}/${protocol}`) ? [] : [`nobody at ${targetPort}`],
    ),
  ].map((fault) => `Service ${metadata.name}: ${fault}`);
}

function secretKeys(objects: readonly KubernetesObject[], name: string): string[] {
  const secret = ofKind(objects, 'Secret').find(({ metadata }) => metadata.name === name);
  return Object.keys((secret?.stringData as object | undefined) ?? {});
}

function twice(names: readonly string[]): string[] {
  return names.filter((name, i) => names.indexOf(name) !== i).map((name) => `twice ${name}`);
}

function isDnsName(name: string): boolean {
  return name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
}

function isPortName(name: string): boolean {
  return name.length <= 15 && /^(?!.*--)(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
}
