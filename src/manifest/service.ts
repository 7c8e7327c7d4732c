/**
 * The unresolved graph of a session: what runs, and how it connects. Arguments, environment and ready checks keep
 * their templates (`{{Port "http" 8545}}`); see template.ts for the language and codec.ts for `manifest.json`.
 */
export interface Manifest {
  /** Absent in what a dry run of the Go program wrote for some recipes. */
  sessionId?: string;
  services: Service[];
  /** The service that others bootstrap from, for `{{Bootnode}}`. */
  bootnode?: Bootnode;
  /** Shell commands that run before anything starts, in `setupDir`. */
  setup?: string[];
  setupDir?: string;
  /** Ours: what the session was asked for. Absent in what the Go program writes. */
  origin?: Origin;
}

/**
 * How a manifest came about: enough to make its files again somewhere else. Only what was asked for and differs from
 * the defaults, so that it says the same for the same command line.
 */
export interface Origin {
  recipe: string;
  /** Flags of the recipe without dashes, and `prefunded-accounts` and `log-level`, as they would be typed. */
  flags: Record<string, string>;
  /** Unix seconds; only where it was given by hand. */
  genesisTime?: number;
  /** Milliseconds from the start to genesis; only where it was given. */
  genesisDelay?: number;
  seed?: string;
  kubernetes?: KubernetesWishes;
}

/** What was asked for a deployment in a cluster; what is absent takes its default. */
export interface KubernetesWishes {
  storageType?: StorageType;
  /** For `local-path`: the folder of the node. */
  storagePath?: string;
  /** For `pvc`; the cluster's default where absent. */
  storageClass?: string;
  /** For `pvc`: such as `10Gi`. */
  storageSize?: string;
  topology?: Topology;
  /** The image with our own programs, in place of that of this version. */
  image?: string;
  /** The name of the network. */
  network?: string;
}

/** A folder of a node, or a volume claim. */
export type StorageType = 'local-path' | 'pvc';

/** Every service in one pod, or each in its own. */
export type Topology = 'pod' | 'services';

export interface Bootnode {
  service: string;
  /** Node id: the public key of its enode, hex without 0x. */
  id: string;
}

export interface Service {
  name: string;
  image?: string;
  tag?: string;
  entrypoint?: string;
  args: string[];
  env: Record<string, string>;
  labels: Record<string, string>;
  ports: Port[];
  nodeRefs: NodeRef[];
  dependsOn: Dependency[];
  readyCheck?: ReadyCheck;
  /** Container path → file or folder of the session folder. */
  filesMapped: Record<string, string>;
  /** Container path → where the service keeps its own data. */
  volumesMapped: Record<string, VolumeMapping>;
  /** A program on this machine that is run in place of the image. */
  hostPath?: string;
  ungracefulShutdown?: boolean;
  lifecycleHooks?: boolean;
  init?: string[];
  start?: string;
  stop?: string[];
  recipeDir?: string;
  /** Ours: the product that the service is an instance of, as named in components/. */
  component?: string;
  /** Ours: argument lists for the service's own program, each run to completion, in order, before `args`. */
  prepare?: string[][];
}

export type Protocol = 'tcp' | 'udp';

export interface Port {
  name: string;
  /** The number inside the service's own network. */
  port: number;
  protocol: Protocol;
  /** 0 until a runner has reserved one. */
  hostPort: number;
}

export interface NodeRef {
  service: string;
  portLabel: string;
  protocol: string;
  user: string;
}

export type DependencyCondition = 'running' | 'healthy';

export interface Dependency {
  name: string;
  condition: DependencyCondition;
}

/** Either `queryUrl` or `test`. Times in milliseconds; 0 means the runner's default. */
export interface ReadyCheck {
  queryUrl: string;
  /** Docker's form: `['CMD', program, ...args]` or `['CMD-SHELL', line]`. */
  test: string[];
  interval: number;
  startPeriod: number;
  timeout: number;
  retries: number;
}

export interface VolumeMapping {
  name: string;
  /** A folder on this machine rather than a volume of the engine. */
  isLocal: boolean;
}
