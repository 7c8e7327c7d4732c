import { z } from 'zod';

/** `playground.flashbots.io/v1alpha1` `BuilderPlaygroundDeployment`: a network as services and templates. */
export const API_GROUP = 'playground.flashbots.io';
export const API_VERSION = `${API_GROUP}/v1alpha1`;

const text = z.string().max(4096);
const name = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/);
const duration = z
  .string()
  .max(32)
  .regex(/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/);
const quantity = z.string().max(32);
const portNumber = z.int().min(1).max(65_535);
const stringMap = z.record(z.string().max(253), text);

const storage = z.strictObject({
  type: z.enum(['local-path', 'pvc']),
  path: z.string().max(1024).optional(),
  storageClass: z.string().max(253).optional(),
  size: quantity.optional(),
  reclaimPolicy: z.enum(['Delete', 'Retain']).optional(),
});

const artifacts = z.strictObject({
  source: z.enum(['generate', 'bundle', 'existing']).optional(),
  seed: z.string().max(253).optional(),
  /** Unix seconds. */
  genesisTime: z.int().min(0).max(253_402_300_799).optional(),
  genesisDelay: duration.optional(),
  /** Flags of the recipe, without dashes, as they would be typed: `{"block-time": "1s"}`. */
  options: stringMap.optional(),
  /** For `bundle`: name and sha256 of the ConfigMaps and Secrets that hold the files. */
  bundle: z.strictObject({ name: z.string().max(63), sha256: z.string().length(64) }).optional(),
});

const expose = z.strictObject({
  service: name,
  port: name,
  type: z.enum(['NodePort', 'LoadBalancer']),
  nodePort: portNumber.optional(),
});

const toleration = z.strictObject({
  key: z.string().max(316).optional(),
  operator: z.enum(['Exists', 'Equal']).optional(),
  value: z.string().max(63).optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
  tolerationSeconds: z.int().min(0).optional(),
});

const scheduling = z.strictObject({
  nodeSelector: z.record(z.string().max(316), z.string().max(63)).optional(),
  tolerations: z.array(toleration).max(16).optional(),
  /** As in a pod; not checked here. */
  affinity: z.record(z.string(), z.unknown()).optional(),
  priorityClassName: z.string().max(253).optional(),
});

const port = z.strictObject({
  name,
  containerPort: portNumber,
  protocol: z.enum(['TCP', 'UDP']).optional(),
  hostPort: portNumber.optional(),
});

const readyCheck = z.strictObject({
  queryURL: z.string().max(2048).optional(),
  test: z.array(text).max(64).optional(),
  interval: duration.optional(),
  timeout: duration.optional(),
  retries: z.int().min(0).max(100_000).optional(),
  startPeriod: duration.optional(),
});

const resourceList = z.record(z.string().max(253), quantity);

const service = z.strictObject({
  name,
  /** The product that the service is an instance of. */
  component: name.optional(),
  image: z.string().max(512).optional(),
  tag: z.string().max(128).optional(),
  entrypoint: z.array(text).max(64).optional(),
  args: z.array(text).max(512).optional(),
  /** Argument lists for the service's own program, each run to completion before it starts. */
  prepare: z.array(z.array(text).max(512)).max(8).optional(),
  env: stringMap.optional(),
  /** Environment from keys of Secrets that exist already. */
  secretEnv: z
    .record(z.string().max(253), z.strictObject({ secret: z.string().max(253), key: z.string().max(253) }))
    .optional(),
  ports: z.array(port).max(16).optional(),
  dependencies: z
    .array(z.strictObject({ name, condition: z.enum(['running', 'healthy']).optional() }))
    .max(16)
    .optional(),
  readyCheck: readyCheck.optional(),
  files: z
    .array(z.strictObject({ path: z.string().max(1024), artifact: z.string().max(1024) }))
    .max(64)
    .optional(),
  volumes: z
    .array(
      z.strictObject({
        name: z.string().max(63),
        mountPath: z.string().max(1024),
        subPath: z.string().max(1024).optional(),
        shared: z.boolean().optional(),
      }),
    )
    .max(16)
    .optional(),
  labels: z.record(z.string().max(316), z.string().max(63)).optional(),
  resources: z.strictObject({ requests: resourceList.optional(), limits: resourceList.optional() }).optional(),
  /** The image's user, where it cannot be 1000; 0 is root. */
  runAsUser: z.int().min(0).max(2_147_483_647).optional(),
  useHostExecution: z.boolean().optional(),
});

export const deploymentSpec = z.strictObject({
  recipe: z.string().max(253),
  storage,
  artifacts: artifacts.optional(),
  topology: z.enum(['pod', 'services']).optional(),
  /** Our own image, for artifacts and probes; the version's own where absent. */
  playgroundImage: z.string().max(512).optional(),
  network: z.strictObject({ name: name.optional(), expose: z.array(expose).max(64).optional() }).optional(),
  scheduling: scheduling.optional(),
  imagePullSecrets: z.array(z.string().max(253)).max(16).optional(),
  imagePullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).optional(),
  hostExecution: z.strictObject({ address: z.string().max(253).optional() }).optional(),
  bootnode: z.strictObject({ service: name, id: z.string().max(256) }).optional(),
  services: z.array(service).min(1).max(64),
});

export const metadata = z.looseObject({
  name: z.string().min(1).max(253),
  namespace: z.string().max(63).optional(),
});

export const deploymentSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('BuilderPlaygroundDeployment'),
  metadata,
  spec: deploymentSpec,
});

export type DeploymentResource = z.infer<typeof deploymentSchema>;
export type DeploymentSpec = z.infer<typeof deploymentSpec>;
export type DeploymentService = z.infer<typeof service>;
export type DeploymentPort = z.infer<typeof port>;
