import { withoutAbsent } from '../lib/without-absent.ts';
import { arrayOf, boolean, Fields, integer, oneOf, type Reader, recordOf, string } from './json-shape.ts';
import type {
  Bootnode,
  Dependency,
  KubernetesWishes,
  Manifest,
  NodeRef,
  Origin,
  Port,
  Protocol,
  ReadyCheck,
  Service,
  StorageType,
  Topology,
  VolumeMapping,
} from './service.ts';

/** Turns the content of `manifest.json` into a manifest. Throws `ShapeError`. */
export function decodeManifestObject(json: unknown): Manifest {
  const fields = new Fields(json, '');
  const manifest = {
    sessionId: fields.optional('session_id', string),
    services: fields.optional('services', arrayOf(decodeService)) ?? [],
    bootnode: fields.optional('bootnode', decodeBootnode),
    setup: fields.optional('setup', arrayOf(string)),
    setupDir: fields.optional('setup_dir', string),
    origin: fields.optional('origin', decodeOrigin),
  };
  fields.done();
  return withoutAbsent(manifest);
}

const decodeService: Reader<Service> = (value, path) => {
  const fields = new Fields(value, path);
  const service = {
    name: fields.required('name', string),
    args: fields.optional('args', arrayOf(string)) ?? [],
    labels: fields.optional('labels', recordOf(string)) ?? {},
    env: fields.optional('env', recordOf(string)) ?? {},
    readyCheck: fields.optional('ready_check', decodeReadyCheck),
    dependsOn: fields.optional('depends_on', arrayOf(decodeDependency)) ?? [],
    ports: fields.optional('ports', arrayOf(decodePort)) ?? [],
    nodeRefs: fields.optional('node_refs', arrayOf(decodeNodeRef)) ?? [],
    filesMapped: fields.optional('files_mapped', recordOf(string)) ?? {},
    volumesMapped: fields.optional('volumes_mapped', recordOf(decodeVolume)) ?? {},
    tag: fields.optional('tag', string),
    image: fields.optional('image', string),
    entrypoint: fields.optional('entrypoint', string),
    hostPath: fields.optional('host_path', string),
    ungracefulShutdown: fields.optional('ungraceful_shutdown', boolean),
    lifecycleHooks: fields.optional('lifecycle_hooks', boolean),
    init: fields.optional('init', arrayOf(string)),
    start: fields.optional('start', string),
    stop: fields.optional('stop', arrayOf(string)),
    recipeDir: fields.optional('recipe_dir', string),
    component: fields.optional('component', string),
    prepare: fields.optional('prepare', arrayOf(arrayOf(string))),
  };
  fields.done();
  return withoutAbsent(service);
};

const decodeReadyCheck: Reader<ReadyCheck> = (value, path) => {
  const fields = new Fields(value, path);
  const check = {
    queryUrl: fields.optional('query_url', string) ?? '',
    test: fields.optional('test', arrayOf(string)) ?? [],
    interval: fields.optional('interval', nanoseconds) ?? 0,
    startPeriod: fields.optional('start_period', nanoseconds) ?? 0,
    timeout: fields.optional('timeout', nanoseconds) ?? 0,
    retries: fields.optional('retries', integer) ?? 0,
  };
  fields.done();
  return check;
};

const decodeDependency: Reader<Dependency> = (value, path) => {
  const fields = new Fields(value, path);
  const name = fields.required('Name', string);
  const condition = fields.required('Condition', oneOf(['service_started', 'service_healthy']));
  fields.done();
  return { name, condition: condition === 'service_healthy' ? 'healthy' : 'running' };
};

const decodePort: Reader<Port> = (value, path) => {
  const fields = new Fields(value, path);
  const port = {
    name: fields.required('name', string),
    port: fields.required('port', integer),
    protocol: fields.optional('Protocol', oneOf<Protocol>(['tcp', 'udp'])) ?? 'tcp',
    hostPort: fields.optional('HostPort', integer) ?? 0,
  };
  fields.done();
  return port;
};

const decodeNodeRef: Reader<NodeRef> = (value, path) => {
  const fields = new Fields(value, path);
  const ref = {
    service: fields.required('service', string),
    portLabel: fields.required('port_label', string),
    protocol: fields.optional('protocol', string) ?? '',
    user: fields.optional('user', string) ?? '',
  };
  fields.done();
  return ref;
};

const decodeVolume: Reader<VolumeMapping> = (value, path) => {
  const fields = new Fields(value, path);
  const volume = {
    name: fields.required('Name', string),
    isLocal: fields.optional('IsLocal', boolean) ?? false,
  };
  fields.done();
  return volume;
};

const decodeBootnode: Reader<Bootnode> = (value, path) => {
  const fields = new Fields(value, path);
  const bootnode = { service: fields.required('Service', string), id: fields.required('ID', string) };
  fields.done();
  return bootnode;
};

const decodeOrigin: Reader<Origin> = (value, path) => {
  const fields = new Fields(value, path);
  const origin = {
    recipe: fields.required('recipe', string),
    flags: fields.optional('flags', recordOf(string)) ?? {},
    genesisTime: fields.optional('genesis_time', integer),
    genesisDelay: fields.optional('genesis_delay', nanoseconds),
    seed: fields.optional('seed', string),
    kubernetes: fields.optional('kubernetes', decodeKubernetes),
  };
  fields.done();
  return withoutAbsent(origin);
};

const decodeKubernetes: Reader<KubernetesWishes> = (value, path) => {
  const fields = new Fields(value, path);
  const wishes = {
    storageType: fields.optional('storage_type', oneOf<StorageType>(['local-path', 'pvc'])),
    storagePath: fields.optional('storage_path', string),
    storageClass: fields.optional('storage_class', string),
    storageSize: fields.optional('storage_size', string),
    topology: fields.optional('topology', oneOf<Topology>(['pod', 'services'])),
    image: fields.optional('image', string),
    network: fields.optional('network', string),
  };
  fields.done();
  return withoutAbsent(wishes);
};

/** Durations are nanoseconds in the file, milliseconds in memory. */
const nanoseconds: Reader<number> = (value, path) => integer(value, path) / 1e6;
