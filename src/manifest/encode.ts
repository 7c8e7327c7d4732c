import type { KubernetesWishes, Manifest, Origin, ReadyCheck, Service } from './service.ts';

/**
 * Writes `manifest.json` as the Go program does: its key order and letter case, tabs, no empty fields, nanoseconds,
 * maps in alphabetical order, and Go's escapes. Fields of ours come last.
 */
export function encodeManifest(manifest: Manifest): string {
  const { sessionId, services, bootnode, setup, setupDir, origin } = manifest;
  const json = withoutEmpty({
    session_id: sessionId,
    services: services.map(encodeService),
    bootnode: bootnode && { Service: bootnode.service, ID: bootnode.id },
    setup,
    setup_dir: setupDir,
    origin: origin && encodeOrigin(origin),
  });
  return escapeLikeGo(JSON.stringify({ ...json, services: json.services ?? [] }, undefined, '\t'));
}

function encodeService(service: Service): object {
  return {
    name: service.name,
    args: service.args,
    ...withoutEmpty({
      labels: sorted(service.labels),
      env: sorted(service.env),
      ready_check: service.readyCheck && encodeReadyCheck(service.readyCheck),
      depends_on: service.dependsOn.map(({ name, condition }) => ({
        Name: name,
        Condition: condition === 'healthy' ? 'service_healthy' : 'service_started',
      })),
      ports: service.ports.map(({ name, port, protocol, hostPort }) => ({
        name,
        port,
        Protocol: protocol,
        HostPort: hostPort,
      })),
      node_refs: service.nodeRefs.map(({ service: target, portLabel, protocol, user }) => ({
        service: target,
        port_label: portLabel,
        protocol,
        user,
      })),
      files_mapped: sorted(service.filesMapped),
      volumes_mapped: sorted(
        Object.fromEntries(
          Object.entries(service.volumesMapped).map(([path, { name, isLocal }]) => [
            path,
            { Name: name, IsLocal: isLocal },
          ]),
        ),
      ),
      tag: service.tag,
      image: service.image,
      entrypoint: service.entrypoint,
      host_path: service.hostPath,
      ungraceful_shutdown: service.ungracefulShutdown,
      lifecycle_hooks: service.lifecycleHooks,
      init: service.init,
      start: service.start,
      stop: service.stop,
      recipe_dir: service.recipeDir,
      component: service.component,
      prepare: service.prepare,
    }),
  };
}

function encodeReadyCheck(check: ReadyCheck): object {
  return {
    query_url: check.queryUrl,
    test: check.test,
    interval: nanoseconds(check.interval),
    start_period: nanoseconds(check.startPeriod),
    timeout: nanoseconds(check.timeout),
    retries: check.retries,
  };
}

function encodeOrigin({ recipe, flags, genesisTime, genesisDelay, seed, kubernetes }: Origin): object {
  return withoutEmpty({
    recipe,
    flags: sorted(flags),
    genesis_time: genesisTime,
    genesis_delay: genesisDelay === undefined ? undefined : nanoseconds(genesisDelay),
    seed,
    kubernetes: kubernetes && encodeKubernetes(kubernetes),
  });
}

function encodeKubernetes(wishes: KubernetesWishes): object {
  return withoutEmpty({
    storage_type: wishes.storageType,
    storage_path: wishes.storagePath,
    storage_class: wishes.storageClass,
    storage_size: wishes.storageSize,
    topology: wishes.topology,
    image: wishes.image,
    network: wishes.network,
  });
}

function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}

/** Go orders map keys by their bytes. */
function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
}

function withoutEmpty<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value))) as Partial<T>;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function escapeLikeGo(json: string): string {
  return json.replaceAll(/[&<>\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
