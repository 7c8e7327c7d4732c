import { z } from 'zod';
import { API_VERSION } from './api-version.ts';
import { DEFAULTS } from './defaults.ts';
import { deploymentStatus } from './deployment-status.ts';
import {
  absolutePath,
  duration,
  image,
  listMap,
  name,
  objectName,
  portNumber,
  quantity,
  relativePath,
  text,
  textMap,
  unixSeconds,
  withRules,
} from './field-types.ts';
import {
  ARTIFACT_RULES,
  CHECK_RULES,
  PORTS_RULES,
  SERVICE_RULES,
  SERVICES_RULES,
  SPEC_RULES,
  STORAGE_RULES,
} from './rules.ts';
import { STORAGE_FIELDS } from './storage-fields.ts';

const storage = z
  .strictObject({
    type: z
      .enum(['local-path', 'pvc'])
      .describe('local-path: a folder of the node. pvc: a PersistentVolumeClaim. It cannot be changed.'),
    ...STORAGE_FIELDS,
  })
  .describe('Where the files of the network and the data of its services lie.')
  .meta(withRules(Object.values(STORAGE_RULES)));

const artifacts = z
  .strictObject({
    source: z
      .enum(['generate', 'bundle', 'existing'])
      .meta({ default: DEFAULTS.artifactSource })
      .describe(
        'generate: an init container makes them from the recipe. bundle: they are unpacked from ConfigMaps and ' +
          'Secrets. existing: the storage holds them already.',
      )
      .optional(),
    seed: z.string().max(253).describe('What keys are derived from; the same seed gives the same files.').optional(),
    genesisTime: unixSeconds
      .describe('When the chain begins, in Unix seconds; chosen when the files are made if it is left out.')
      .optional(),
    genesisDelay: duration.describe('How long after the making of the files the chain begins: 10s.').optional(),
    options: textMap(64)
      .describe('Flags of the recipe as they would be typed, without dashes: {"block-time": "1s"}.')
      .optional(),
    bundle: z
      .strictObject({
        name: objectName.max(63).describe('Common beginning of the names of the ConfigMaps and Secrets.'),
        sha256: z
          .string()
          .length(64)
          .regex(/^[0-9a-f]*$/, 'it must be 64 lower-case hexadecimal digits')
          .describe('SHA-256 of the packed files, in hexadecimal digits.'),
        parts: z
          .array(
            z.strictObject({
              kind: z.enum(['ConfigMap', 'Secret']).describe('Keys are in Secrets, everything else in ConfigMaps.'),
              name: objectName.describe('Name of the object.'),
            }),
          )
          .min(1)
          .max(64)
          .meta({ 'x-kubernetes-list-type': 'atomic' })
          .describe('The objects that hold the packed files, in their order.'),
      })
      .describe('For source bundle: what holds the files.')
      .optional(),
  })
  .describe('The genesis, keys and configuration of the network: how they come to the storage.')
  .meta(withRules(Object.values(ARTIFACT_RULES)));

const expose = z.strictObject({
  service: name.describe('Name of the service.'),
  port: name.describe('Name of one of its ports.'),
  type: z.enum(['NodePort', 'LoadBalancer']).describe('Type of the Kubernetes Service that exposes the port.'),
  nodePort: z
    .int()
    .min(30_000)
    .max(32_767)
    .describe('The port of the nodes; the cluster chooses one if it is left out.')
    .optional(),
});

const network = z
  .strictObject({
    name: name.describe('A name for the network, put on every object as a label.').optional(),
    expose: listMap(expose, ['service', 'port'], 32)
      .describe('Ports that can be reached from outside the cluster. All others are reached by port-forward.')
      .optional(),
  })
  .describe('How the network is seen from outside.');

const toleration = z
  .strictObject({
    key: z.string().max(316).describe('Key of the taint; every key if it is left out.').optional(),
    operator: z.enum(['Exists', 'Equal']).describe('How key and value are compared; Equal by default.').optional(),
    value: z.string().max(63).describe('Value of the taint.').optional(),
    effect: z
      .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
      .describe('Effect of the taint; every effect if it is left out.')
      .optional(),
    tolerationSeconds: z
      .int()
      .min(0)
      .max(2_147_483_647)
      .describe('How long the taint is tolerated, for NoExecute.')
      .optional(),
  })
  .describe('As in a pod.');

const scheduling = z
  .strictObject({
    nodeSelector: textMap(32, z.string().max(63), 316).describe('Labels that the node must have.').optional(),
    tolerations: z
      .array(toleration)
      .max(16)
      .meta({ 'x-kubernetes-list-type': 'atomic' })
      .describe('Taints of nodes that are tolerated.')
      .optional(),
    /** Not checked here. */
    affinity: z.record(z.string(), z.unknown()).describe('Affinity and anti-affinity, as in a pod.').optional(),
    priorityClassName: objectName.describe('The PriorityClass of the pods.').optional(),
  })
  .describe('Which nodes the pods may run on.');

const port = z.strictObject({
  name: name.describe('What templates call the port: {{Port "http" 8545}}, {{Service "el" "http"}}.'),
  containerPort: portNumber.describe(
    'The number that the Service shows. In one pod with others the program may be given another one, by its template.',
  ),
  protocol: z.enum(['TCP', 'UDP']).meta({ default: DEFAULTS.protocol }).describe('TCP or UDP.').optional(),
  hostPort: portNumber.describe('A port of the node itself to bind as well; rarely wanted.').optional(),
});

const readyCheck = z
  .strictObject({
    queryURL: z
      .string()
      .max(2048)
      .regex(/^https?:\/\//, 'it must be a URL that begins with http:// or https://')
      .describe('Ready when it answers, as seen from the service itself: http://localhost:8545.')
      .optional(),
    test: z
      .array(text)
      .max(64)
      .meta({ 'x-kubernetes-list-type': 'atomic' })
      .describe('Ready when it ends well: [CMD, program, arguments...] or [CMD-SHELL, line]; [NONE] checks nothing.')
      .optional(),
    interval: duration.describe('Time between two attempts; 1s if it is left out.').optional(),
    timeout: duration.describe('How long one attempt may take; 5s if it is left out.').optional(),
    retries: z
      .int()
      .min(0)
      .max(100_000)
      .describe('Failed attempts in a row until it counts as not ready; 3 if it is left out.')
      .optional(),
    startPeriod: duration.describe('Time at the start in which failures do not count.').optional(),
  })
  .describe('How to find out whether the service is ready. It is never restarted for failing.')
  .meta(withRules(Object.values(CHECK_RULES)));

const dependency = z.strictObject({
  name: name.describe('The service that is waited for.'),
  condition: z
    .enum(['running', 'healthy'])
    .meta({ default: DEFAULTS.condition })
    .describe('running: it has been started. healthy: its readyCheck has passed.')
    .optional(),
});

const file = z.strictObject({
  path: absolutePath.describe('Where the program finds it.'),
  artifact: relativePath.describe('File or folder of the artifacts: genesis.json, testnet.'),
});

const volume = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(50)
    .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/, {
      error: 'it must be letters, digits, "-", "_" and ".", and begin and end with a letter or digit',
    })
    .describe('Name of the volume, of this service alone unless it is shared.'),
  mountPath: absolutePath.describe('Where the program finds it.'),
  subPath: relativePath.describe('A folder of the volume to mount in place of all of it.').optional(),
  shared: z.boolean().describe('Whether services that name the same volume share it.').optional(),
});

const resourceList = textMap(16, quantity);

const resources = z
  .strictObject({
    requests: resourceList.describe('What the scheduler sets aside: {cpu: 500m, memory: 1Gi}.').optional(),
    limits: resourceList.describe('What it can never exceed.').optional(),
  })
  .describe('CPU and memory, as in a container; of known components there are defaults.');

const argumentList = z.array(text).max(512).meta({ 'x-kubernetes-list-type': 'atomic' });

const secretKey = z
  .strictObject({
    secret: objectName.describe('Name of the Secret.'),
    key: z.string().min(1).max(253).describe('Key in it.'),
  })
  .describe('A key of a Secret.');

const service = z
  .strictObject({
    name: name.describe('Name of the service; others reach it by {{Service "NAME" "PORT"}}.'),
    component: name.describe('The product that the service is an instance of: reth, lighthouse-beacon.').optional(),
    image: image.describe('The image, without a tag.').optional(),
    tag: z
      .string()
      .max(128)
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'it must be letters, digits, "-", "_" and "."')
      .describe('Tag of the image.')
      .optional(),
    entrypoint: z
      .array(text)
      .max(64)
      .meta({ 'x-kubernetes-list-type': 'atomic' })
      .describe("The program to run in place of the image's own.")
      .optional(),
    args: argumentList
      .describe(
        'Arguments of the program. Templates are answered: {{.Dir}}, {{Port "http" 8545}}, {{PortUDP "p2p" 9000}}, ' +
          '{{Service "el" "authrpc"}}, {{Bootnode}}.',
      )
      .optional(),
    prepare: z
      .array(argumentList.describe('Arguments of one run.'))
      .max(8)
      .meta({ 'x-kubernetes-list-type': 'atomic' })
      .describe('Runs of the program that must each end well before it is started; they may happen again.')
      .optional(),
    env: textMap(128)
      .describe('Environment of the program, with templates as in args. What looks secret is kept in a Secret.')
      .optional(),
    secretEnv: z
      .record(z.string().min(1).max(253), secretKey)
      .refine((map) => Object.keys(map).length <= 64, 'it must not have more than 64 entries')
      .meta({ maxProperties: 64 })
      .describe('Environment from keys of Secrets that exist already.')
      .optional(),
    ports: listMap(port, ['name', 'protocol'], 16)
      .meta(withRules(Object.values(PORTS_RULES)))
      .describe('Ports on which the program listens.')
      .optional(),
    dependencies: listMap(dependency, ['name'], 16)
      .describe('Services that must be running or healthy before this one is started.')
      .optional(),
    readyCheck: readyCheck.optional(),
    files: listMap(file, ['path'], 64)
      .describe('Files and folders of the artifacts, mounted read-only unless a volume lies in them.')
      .optional(),
    volumes: listMap(volume, ['mountPath'], 16).describe('Data of the service that outlives its restart.').optional(),
    labels: textMap(32, z.string().max(1024), 316)
      .describe('Labels for its objects; what Kubernetes takes for no label becomes an annotation.')
      .optional(),
    resources: resources.optional(),
    runAsUser: z
      .int()
      .min(0)
      .max(2_147_483_647)
      .describe('The user id that the image needs where it cannot be 1000; 0 is root.')
      .optional(),
    useHostExecution: z
      .boolean()
      .describe(
        'Runs on a machine outside the cluster, by playground k8s attach; the cluster has only a Service for it.',
      )
      .optional(),
  })
  .meta(withRules(Object.values(SERVICE_RULES)));

const bootnode = z
  .strictObject({
    service: name.describe('Name of the service.'),
    id: z
      .string()
      .max(256)
      .regex(/^[0-9a-f]*$/, 'it must be lower-case hexadecimal digits')
      .describe('Its node id: the public key of its enode, in hexadecimal digits.'),
  })
  .describe('The service that {{Bootnode}} stands for.');

const deploymentSpec = z
  .strictObject({
    recipe: z.string().min(1).max(253).describe('The recipe that the network was made from: l1, opstack, buildernet.'),
    storage,
    artifacts: artifacts.optional(),
    topology: z
      .enum(['pod', 'services'])
      .meta({ default: DEFAULTS.topology })
      .describe('pod: all services in one pod. services: a pod for each, for more than one node.')
      .optional(),
    playgroundImage: image
      .describe("The image with the playground's own programs; that of the version in use if it is left out.")
      .optional(),
    network: network.optional(),
    scheduling: scheduling.optional(),
    imagePullSecrets: z
      .array(objectName)
      .max(16)
      .meta({ 'x-kubernetes-list-type': 'set' })
      .describe('Names of Secrets for the registries of the images.')
      .optional(),
    imagePullPolicy: z
      .enum(['Always', 'IfNotPresent', 'Never'])
      .describe('When images are pulled; IfNotPresent if it is left out.')
      .optional(),
    hostExecution: z
      .strictObject({
        address: z
          .string()
          .max(253)
          .describe('Its IP address, as pods reach it. playground k8s attach fills it in.')
          .optional(),
      })
      .describe('The machine that runs the services with useHostExecution.')
      .optional(),
    bootnode: bootnode.optional(),
    services: listMap(service, ['name'], 64)
      .min(1)
      .meta(withRules(Object.values(SERVICES_RULES)))
      .describe('What runs.'),
  })
  .describe('The network as it should be.')
  .meta(withRules(Object.values(SPEC_RULES)));

/** What a file may say of it, and what the API server adds. Bounds and characters are checked in `validate/`. */
export const metadata = z.strictObject({
  name: z.string().min(1).max(253),
  namespace: z.string().max(63).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  finalizers: z.array(z.string()).optional(),
  ownerReferences: z.array(z.record(z.string(), z.unknown())).optional(),
  generateName: z.string().optional(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  generation: z.int().optional(),
  creationTimestamp: z.string().nullable().optional(),
  deletionTimestamp: z.string().optional(),
  deletionGracePeriodSeconds: z.int().optional(),
  selfLink: z.string().optional(),
  managedFields: z.array(z.record(z.string(), z.unknown())).optional(),
});

/** `playground.flashbots.io/v1alpha1` `BuilderPlaygroundDeployment`: a network as services and templates. */
export const deploymentSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('BuilderPlaygroundDeployment'),
  metadata,
  spec: deploymentSpec,
  status: deploymentStatus.optional(),
});

export type DeploymentResource = z.infer<typeof deploymentSchema>;
export type DeploymentSpec = z.infer<typeof deploymentSpec>;
export type DeploymentService = z.infer<typeof service>;
export type DeploymentPort = z.infer<typeof port>;
