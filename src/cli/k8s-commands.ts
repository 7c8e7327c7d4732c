import type { FlagSpec } from '../recipes/recipe.ts';
import type { ArgumentSpec, Command } from './command.ts';
import { DEPLOYMENT_FLAGS } from './deployment-flags.ts';
import { JSON_FLAG } from './flags.ts';

const RESOURCE: ArgumentSpec = {
  name: 'file',
  description: 'a YAML file with a BuilderPlaygroundDeployment or BuilderPlayground, or - for standard input',
  required: true,
};

const NAME_FLAG: FlagSpec = {
  name: 'name',
  type: 'string',
  placeholder: 'NAME',
  description: "the resource's name, in place of the session's",
};

export const K8S_COMMANDS: readonly Command[] = [
  {
    name: 'k8s generate',
    summary: 'write k8s-manifest.yaml, a custom resource, from a manifest.json',
    description: [
      'Reads manifest.json alone, ours or one that the Go builder-playground wrote, and writes k8s-manifest.yaml, a ' +
        'BuilderPlaygroundDeployment, ' +
        'beside it. playground cook RECIPE --dry-run --k8s writes the same file.',
    ],
    arguments: [
      {
        name: 'folder',
        description:
          'the folder that holds manifest.json, the file itself, or a session; the latest where it is left out',
        required: false,
        completes: 'manifest',
      },
    ],
    flags: [
      ...DEPLOYMENT_FLAGS,
      NAME_FLAG,
      {
        name: 'artifacts',
        type: 'choice',
        choices: ['generate', 'bundle', 'existing'],
        description: 'how the files come to the cluster: made there, packed from the folder, or there already',
      },
      {
        name: 'stdout',
        type: 'boolean',
        description: 'print the YAML instead of writing the file',
      },
      JSON_FLAG,
    ],
    examples: [
      { command: 'playground k8s generate ./net', explains: 'writes ./net/k8s-manifest.yaml' },
      { command: 'playground k8s generate ./net --stdout | kubectl apply -f -', explains: 'store it in the cluster' },
    ],
    load: async () => (await import('./handlers/k8s/generate.ts')).generate,
  },
  {
    name: 'k8s validate',
    summary: 'check a resource as the API server would, and what it cannot check',
    arguments: [RESOURCE],
    flags: [JSON_FLAG],
    examples: [{ command: 'playground k8s validate k8s-manifest.yaml', explains: 'every problem, with its line' }],
    load: async () => (await import('./handlers/k8s/validate.ts')).validate,
  },
  {
    name: 'k8s render',
    summary: 'print the plain Kubernetes objects that a resource means',
    arguments: [RESOURCE],
    flags: [
      {
        name: 'topology',
        type: 'choice',
        choices: ['pod', 'services'],
        description: "all services in one pod, or a pod for each; the resource's own where it is left out",
      },
      {
        name: 'namespace',
        short: 'n',
        type: 'string',
        placeholder: 'NAME',
        description: 'the namespace of the objects',
      },
      {
        name: 'genesis-time',
        type: 'integer',
        placeholder: 'UNIX',
        description: 'when the chain begins, in place of what the resource says',
      },
      { ...JSON_FLAG, description: 'print one JSON list instead of YAML' },
    ],
    examples: [{ command: 'playground k8s render net.yaml | kubectl apply --server-side -f -', explains: 'run it' }],
    load: async () => (await import('./handlers/k8s/render.ts')).render,
  },
  {
    name: 'k8s crd',
    summary: 'print the custom resource definitions',
    arguments: [],
    flags: [JSON_FLAG],
    examples: [{ command: 'playground k8s crd | kubectl apply --server-side -f -', explains: 'install them' }],
    load: async () => (await import('./handlers/k8s/crd.ts')).crd,
  },
  {
    name: 'k8s attach',
    summary: 'run the services of a deployment that are meant for your machine, joined to the cluster',
    description: [
      'Runs every service with useHostExecution as a process beside you, forwards what it needs of the cluster to ' +
        'this machine, tells the cluster where it is, and withdraws all of it on Ctrl-C.',
    ],
    arguments: [{ name: 'name', description: 'name of the deployment, or of a session', required: true }],
    flags: [
      { name: 'namespace', short: 'n', type: 'string', placeholder: 'NAME', description: 'where the deployment is' },
      { name: 'context', type: 'string', placeholder: 'CONTEXT', description: 'context of the kubeconfig' },
      {
        name: 'address',
        type: 'string',
        placeholder: 'IP',
        description:
          'the address at which pods reach this machine; the one that faces the cluster where it is left out',
      },
      {
        name: 'override',
        type: 'list',
        placeholder: 'SERVICE=PATH',
        description: 'the program of a service; repeatable',
      },
      JSON_FLAG,
    ],
    examples: [{ command: 'playground k8s attach net', explains: 'until Ctrl-C' }],
    load: async () => (await import('./handlers/k8s/attach.ts')).attach,
  },
];

export const IMAGE_COMMANDS: readonly Command[] = [
  {
    name: 'image build',
    summary: 'build the image with our own programs from this package',
    description: ['Uses your container engine (docker or podman). The same package gives the same image.'],
    arguments: [],
    flags: [
      {
        name: 'image',
        type: 'string',
        placeholder: 'NAME:TAG',
        description: 'what to call it (default builder-playground:VERSION)',
      },
      {
        name: 'platform',
        type: 'string',
        placeholder: 'PLATFORM',
        description: 'linux/amd64, linux/arm64, or both with a comma (default that of the engine)',
      },
      { name: 'base', type: 'string', placeholder: 'IMAGE', description: 'the image with Node to start from' },
      JSON_FLAG,
    ],
    examples: [{ command: 'playground image build', explains: 'builder-playground:VERSION in your engine' }],
    load: async () => (await import('./handlers/image/build.ts')).build,
  },
  {
    name: 'image load',
    summary: 'bring the image into a cluster',
    arguments: [
      {
        name: 'cluster',
        description: 'kind, minikube, k3d, or a context of your kubeconfig; the current context where it is left out',
        required: false,
      },
    ],
    flags: [
      {
        name: 'image',
        type: 'string',
        placeholder: 'NAME:TAG',
        description: 'the image (default builder-playground:VERSION)',
      },
      JSON_FLAG,
    ],
    examples: [{ command: 'playground image load kind', explains: 'into the kind cluster of the current context' }],
    load: async () => (await import('./handlers/image/load.ts')).load,
  },
];
