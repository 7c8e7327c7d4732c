import { describe, expect, test } from 'vitest';
import type { DeploymentResource, DeploymentService } from '../crd/deployment-schema.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { validateDeployment } from './validate-deployment.ts';

type Change = (resource: DeploymentResource, el: DeploymentService, beacon: DeploymentService) => void;

/** What is done to a valid deployment, and what is said of it: path, column, message and hint. */
const WRONG: Record<string, [Change, ...string[]]> = {
  'a name with capitals': [
    ({ metadata }) => {
      metadata.name = 'My_Net';
    },
    'metadata.name: the name has at most 52 lower-case letters, digits and "-", and begins with a letter: pods are called after it (write for example my-net)',
  ],
  'a name that begins with a digit': [
    ({ metadata }) => {
      metadata.name = '1net';
    },
    'metadata.name: … (write for example net)',
  ],
  'a name without a letter': [
    ({ metadata }) => {
      metadata.name = '__';
    },
    'metadata.name: …',
  ],
  'a name that is a path': [
    ({ metadata }) => {
      metadata.name = '../../etc';
    },
    'metadata.name: … (write for example etc)',
  ],
  'a long name': [
    ({ metadata }) => {
      metadata.name = 'n'.repeat(53);
    },
    `metadata.name: … (write for example ${'n'.repeat(52)})`,
  ],
  'a name too long for a service': [
    ({ metadata }, el) => {
      metadata.name = 'n'.repeat(50);
      el.name = 'el-of-fourteen';
    },
    `spec.services[0].name: the Service of a service is called NAME-SERVICE, which has at most 63 characters ("${'n'.repeat(50)}-el-of-fourteen" has 65: shorten either name)`,
    'spec.services[1].dependencies[0].name: every dependency names a service of this deployment (there is no "el", but el-of-fourteen, beacon)',
    'spec.services[1].args[0], column 1: there is no service "el" (services: el-of-fourteen, beacon)',
  ],
  'a name too long for a StatefulSet': [
    ({ metadata, spec }) => {
      metadata.name = 'n'.repeat(48);
      spec.topology = 'services';
    },
    `spec.services[1].name: with topology services a StatefulSet is called NAME-SERVICE, which has at most 52 characters ("${'n'.repeat(48)}-beacon" has 55: shorten either name)`,
  ],
  'a name too long for an exposed port': [
    ({ metadata, spec }) => {
      metadata.name = 'n'.repeat(52);
      spec.network = { expose: [{ service: 'beacon', port: 'http', type: 'NodePort' }] };
    },
    `metadata.name: it leads to a Service ${'n'.repeat(52)}-beacon-node of 64 characters (use shorter names: there are at most 63)`,
  ],
  'a namespace with a dot': [
    ({ metadata }) => {
      metadata.namespace = 'a.b';
    },
    'metadata.namespace: "a.b" cannot name a namespace (use at most 63 lower-case letters, digits and "-")',
  ],
  'labels and annotations that are none': [
    ({ metadata }) => {
      metadata.labels = { 'a b': 'c', ok: 'no good' };
      metadata.annotations = { 'UPPER.com/x': 'anything goes' };
    },
    'metadata.labels["a b"]: "a b" cannot be the key of a label …',
    'metadata.labels.ok: "no good" cannot be the value of a label …',
    'metadata.annotations["UPPER.com/x"]: "UPPER.com/x" cannot be the key of a label …',
  ],

  'a folder without a path': [
    ({ spec }) => {
      spec.storage = { type: 'local-path' };
    },
    'spec.storage: type local-path needs path, a folder of the node, and path goes only with it',
  ],
  'a claim with a path': [
    ({ spec }) => {
      spec.storage = { type: 'pvc', path: '/data' };
    },
    'spec.storage.path: type local-path needs path, a folder of the node, and path goes only with it',
  ],
  'a folder with a class': [
    ({ spec }) => void Object.assign(spec.storage, { storageClass: 'fast', size: '1Gi' }),
    'spec.storage.storageClass: storageClass and size go only with type pvc',
  ],
  'a claim of nothing': [
    ({ spec }) => {
      spec.storage = { type: 'pvc', size: '0Gi' };
    },
    'spec.storage.size: a claim has a size above 0 (write for example 10Gi)',
  ],
  'a bundle without a name': [
    ({ spec }) => {
      spec.artifacts = { source: 'bundle' };
    },
    'spec.artifacts: source bundle needs bundle, and bundle goes only with it',
  ],
  'a bundle that nobody unpacks': [
    ({ spec }) => {
      spec.artifacts = { bundle: { name: 'b', sha256: '0'.repeat(64), parts: [{ kind: 'Secret', name: 'b' }] } };
    },
    'spec.artifacts: source bundle needs bundle, and bundle goes only with it',
  ],
  'a genesis in a century': [
    ({ spec }) => {
      spec.artifacts = { genesisDelay: '876000h' };
    },
    'spec.artifacts.genesisDelay: the chain begins more than a year later (write for example 10s)',
  ],

  'an exposed service that is not there': [
    ({ spec }) => {
      spec.network = { expose: [{ service: 'ell', port: 'http', type: 'NodePort' }] };
    },
    'spec.network.expose[0].service: every entry of network.expose names a service and one of its ports (there is no "ell"; did you mean "el"?)',
  ],
  'an exposed port that is not there': [
    ({ spec }) => {
      spec.network = { expose: [{ service: 'el', port: 'https', type: 'NodePort' }] };
    },
    'spec.network.expose[0].port: every entry of network.expose names a service and one of its ports ("el" has no port "https"; did you mean "http"?)',
  ],
  'a port exposed twice, and a number given twice': [
    ({ spec }) => {
      const expose = { service: 'el', port: 'http', type: 'NodePort' as const, nodePort: 30_000 };
      spec.network = { expose: [expose, { ...expose }] };
    },
    'spec.network.expose[1]: the same port is exposed twice (keep one of them)',
    'spec.network.expose[1].nodePort: 30000 is given to two ports (choose another number)',
  ],
  'a bootnode that is not there': [
    ({ spec }) => {
      spec.bootnode = { service: 'al', id: 'ab' };
    },
    'spec.bootnode.service: bootnode.service names a service of this deployment (there is no "al"; did you mean "el"?)',
  ],
  'a bootnode without its port': [
    ({ spec }) => {
      spec.bootnode = { service: 'el', id: 'ab' };
    },
    'spec.bootnode.service: service "el" has no port "rpc" (others look for it there)',
  ],
  'an address that is none': [
    ({ spec }) => {
      spec.hostExecution = { address: '10.0.0.256' };
    },
    'spec.hostExecution.address: "10.0.0.256" is not an address (write an IP address, or a name with its domain)',
  ],
  'an address of the pod itself': [
    ({ spec }) => {
      spec.hostExecution = { address: '127.0.0.1' };
    },
    'spec.hostExecution.address: pods cannot reach 127.0.0.1 (give the address of the interface that faces the cluster)',
  ],

  'a node with an impossible label': [
    ({ spec }) => {
      spec.scheduling = { nodeSelector: { zone: 'a b' } };
    },
    'spec.scheduling.nodeSelector.zone: "a b" cannot be the value of a label …',
  ],
  'tolerations of nothing': [
    ({ spec }) => {
      spec.scheduling = {
        tolerations: [
          { value: 'x' },
          { key: 'a', operator: 'Exists', value: 'x' },
          { key: 'a', tolerationSeconds: 3 },
          { key: '!', value: '?' },
        ],
      };
    },
    'spec.scheduling.tolerations[0].key: without a key operator must be Exists (write operator: Exists)',
    'spec.scheduling.tolerations[1].value: with operator Exists there is no value (remove it)',
    'spec.scheduling.tolerations[2].tolerationSeconds: it goes only with effect NoExecute (remove it, or write effect: NoExecute)',
    'spec.scheduling.tolerations[3].key: "!" cannot be the key of a taint (write it as a label)',
    'spec.scheduling.tolerations[3].value: "?" cannot be the value of a taint (write it as a label)',
  ],

  'a service twice': [
    (_resource, el, beacon) => {
      beacon.name = el.name;
      beacon.args = [];
      delete beacon.dependencies;
    },
    'spec.services[1].name: there are two services "el" (rename or remove one of them)',
  ],
  'names that are one in Kubernetes': [
    ({ spec }) => spec.services.push({ name: 'a-b', image: 'i' }, { name: 'a_b', image: 'i' }),
    'spec.services[3].name: names of services differ in more than "_" and "-", which are one in Kubernetes ("a-b" and "a_b" would both be a-b)',
  ],
  'a name of ours': [
    ({ spec }) => spec.services.push({ name: 'artifacts', image: 'i' }),
    'spec.services: two containers would be called artifacts (rename a service: some names are ours)',
  ],
  'a name that is put together': [
    ({ spec }, el) => {
      el.prepare = [['init']];
      spec.services.push({ name: 'el-prepare-0', image: 'i' });
    },
    'spec.services: two containers would be called el-prepare-0 (rename a service: some names are ours)',
  ],
  'a container with a long name': [
    ({ metadata, spec }) => {
      metadata.name = 'n';
      spec.services.push(
        { name: 'h'.repeat(50), useHostExecution: true, ports: [{ name: 'http', containerPort: 1 }] },
        { name: 'waiting-for-it', image: 'i', dependencies: [{ name: 'h'.repeat(50), condition: 'running' }] },
      );
    },
    `spec.services: they lead to a container waiting-for-it-wait-${'h'.repeat(50)} of 70 characters (use shorter names: there are at most 63)`,
  ],
  'nothing in the cluster': [
    ({ spec }) =>
      spec.services.forEach((service) => {
        service.useHostExecution = true;
      }),
    'spec.services: every service has useHostExecution, and nothing would run in the cluster (run them with playground start in place of a cluster)',
  ],
  'a service without an image': [
    (_resource, el) => void delete el.image,
    'spec.services[0]: a service has an image, unless useHostExecution is true (add image)',
  ],
  'an image that is none': [
    (_resource, el) => {
      el.image = 'Reth';
    },
    'spec.services[0].image: "Reth" cannot name an image (write it like ghcr.io/paradigmxyz/reth, in lower case)',
  ],
  'two tags': [
    (_resource, el) => void Object.assign(el, { image: 'reg:5000/a/b:v1', tag: 'v2' }),
    'spec.services[0].tag: the image has a tag already (remove one of the two)',
  ],
  'a digest and a tag': [
    (_resource, el) => void Object.assign(el, { image: `a@sha256:${'0'.repeat(64)}`, tag: 'v2' }),
    'spec.services[0].tag: the image has a digest already (remove one of the two)',
  ],
  'templates where none are answered': [
    (_resource, el) => void Object.assign(el, { image: '{{.Dir}}', entrypoint: ['sh', '{{.Dir}}/x'] }),
    'spec.services[0].entrypoint[1]: templates are answered only in args, prepare, env and readyCheck (write what it stands for)',
    'spec.services[0].image: templates are answered only in args, prepare, env and readyCheck (write what it stands for)',
  ],
  'variables that are none': [
    (_resource, el) => {
      el.env = { 'a=b': 'x', TOKEN: 'x' };
      el.secretEnv = { TOKEN: { secret: 's', key: 'a/b' }, '1': { secret: 's', key: 'k' } };
    },
    'spec.services[0].env["a=b"]: "a=b" cannot name a variable (use letters, digits, "_", "-" and ".")',
    'spec.services[0].secretEnv["1"]: "1" cannot name a variable (use letters, digits, "_", "-" and ".")',
    'spec.services[0].secretEnv.TOKEN: "TOKEN" is in env too (keep one of them)',
    'spec.services[0].secretEnv.TOKEN.key: "a/b" cannot be the key of a Secret (use letters, digits, "-", "_" and ".")',
  ],
  'a port twice': [
    (_resource, el) => void el.ports?.push({ name: 'http', containerPort: 1 }),
    'spec.services[0].ports[2].name: there are two ports "http" (rename or remove one of them)',
  ],
  'a number twice': [
    (_resource, el) => void el.ports?.push({ name: 'ws', containerPort: 8545 }),
    'spec.services[0].ports[2].containerPort: no two ports of a service have the same number and protocol ("http" and "ws" are both 8545)',
  ],
  'two services on one number that neither can be told to change': [
    (_resource, el, beacon) => {
      el.ports?.push({ name: 'metrics', containerPort: 9090 });
      beacon.ports?.push({ name: 'metrics', containerPort: 9090 });
    },
    'spec.services[1].ports[1].containerPort: services "el" and "beacon" both listen on port 9090, and share one pod (write one of the numbers as a template in its args, such as {{Port "http" 9090}}, or use topology services)',
  ],
  'no number left to move to': [
    (_resource, el, beacon) => {
      for (const service of [el, beacon]) {
        service.ports?.push({ name: 'last', containerPort: 65_535 });
        service.args?.push('{{Port "last" 65535}}');
      }
    },
    'spec.services[1].ports[1].containerPort: port 65535 is taken in the pod, and no larger number is free (choose smaller numbers)',
  ],
  'two services on one port of the node': [
    (_resource, el, beacon) => {
      Object.assign(el.ports?.[0] ?? {}, { hostPort: 80 });
      Object.assign(beacon.ports?.[0] ?? {}, { hostPort: 80 });
    },
    'spec.services[1].ports[0].hostPort: "el" and "beacon" both want port 80 of the node (give one of them another number)',
  ],
  'two checks': [
    (_resource, el) => {
      el.readyCheck = { queryURL: 'http://localhost', test: ['NONE'] };
    },
    'spec.services[0].readyCheck: a readyCheck has either queryURL or test (remove one of the two)',
    'spec.services[1].dependencies[0]: a service that another one waits for to be healthy has a readyCheck (give "el" a readyCheck, or write condition: running)',
  ],
  'no check': [
    (_resource, el) => {
      el.readyCheck = { interval: '1s' };
    },
    'spec.services[0].readyCheck: a readyCheck has either queryURL or test (add queryURL, such as http://localhost:8545)',
  ],
  'a check of no form': [
    (_resource, el) => {
      el.readyCheck = { test: ['CMD-SHELL', 'a', 'b'] };
    },
    'spec.services[0].readyCheck.test: test is [CMD, program, arguments...], [CMD-SHELL, line] or [NONE]',
  ],
  'a check for weeks': [
    (_resource, el) => {
      el.readyCheck = { queryURL: 'http://localhost', timeout: '999h' };
    },
    'spec.services[0].readyCheck.timeout: it is longer than a day (write it like 10s)',
  ],
  'a check of no address': [
    (_resource, el) => {
      el.readyCheck = { queryURL: 'http://local host' };
    },
    'spec.services[0].readyCheck.queryURL: http://local host is not a URL (write it like http://localhost:8545/ready)',
  ],
  'a check of no address once its template is answered': [
    (_resource, el) => {
      el.readyCheck = { queryURL: 'http://{{Service "el" "http"}}:80/' };
    },
    'spec.services[0].readyCheck.queryURL: http://net-el:8545:80/ is not a URL (write it like http://localhost:8545/ready)',
  ],
  'two things at one path': [
    (_resource, el) => {
      el.files = [{ path: '/data', artifact: 'testnet' }];
      el.volumes = [{ name: 'data', mountPath: '/data/' }];
    },
    'spec.services[0].volumes[0].mountPath: file testnet and volume "data" are both at /data (move one of them)',
  ],
  'things where none can be': [
    (_resource, el) => {
      el.files = [{ path: '//', artifact: 'testnet' }];
      el.volumes = [{ name: 'data', mountPath: '/artifacts' }];
    },
    'spec.services[0].files[0].path: nothing can be mounted at / (name a folder)',
    'spec.services[0].volumes[0].mountPath: /artifacts is where {{.Dir}} is mounted (mount it elsewhere)',
  ],
  'two volumes of one folder': [
    ({ spec }) => {
      spec.services.push({ name: 'a-b', image: 'i', volumes: [{ name: 'c', mountPath: '/c' }] });
      spec.services.push({ name: 'a', image: 'i', volumes: [{ name: 'b-c', mountPath: '/c' }] });
    },
    'spec.services[3].volumes[0].name: this volume and one of "a-b" would both be the folder volume-a-b-c (rename one of them)',
  ],
  'resources that nobody has': [
    (_resource, el) => {
      el.resources = { requests: { Memory: '1Gi', disk: '1Gi', 'nvidia.com/gpu': '1' } };
    },
    'spec.services[0].resources.requests.Memory: there is no resource "Memory" (did you mean memory?)',
    'spec.services[0].resources.requests.disk: there is no resource "disk" (there are cpu, memory, ephemeral-storage)',
  ],
  'a request above its limit': [
    (_resource, el) => {
      el.resources = { requests: { memory: '2Gi' }, limits: { memory: '2000M' } };
    },
    'spec.services[0].resources.requests.memory: 2Gi of memory are requested, and 2000M are the limit (request less, or raise the limit)',
  ],
  'a limit below what is requested for it': [
    (_resource, el) => {
      el.resources = { limits: { memory: '1Mi' } };
    },
    'spec.services[0].resources.limits.memory: 64Mi of memory are requested, and 1Mi are the limit (request less, or raise the limit)',
  ],
  'a label with an impossible key': [
    (_resource, el) => {
      el.labels = { 'a b': 'any value: /x' };
    },
    'spec.services[0].labels["a b"]: "a b" cannot be the key of a label …',
  ],

  'a dependency on nobody': [
    (_resource, _el, beacon) => {
      beacon.dependencies = [{ name: 'ell' }];
    },
    'spec.services[1].dependencies[0].name: every dependency names a service of this deployment (there is no "ell"; did you mean "el"?)',
  ],
  'a dependency twice': [
    (_resource, _el, beacon) => {
      beacon.dependencies = [{ name: 'el' }, { name: 'el', condition: 'running' }];
    },
    'spec.services[1].dependencies[1].name: "el" is waited for twice (keep one of them)',
  ],
  'a dependency on oneself': [
    (_resource, el) => {
      el.dependencies = [{ name: 'el' }];
    },
    'spec.services[0].dependencies[0].name: a service does not depend on itself',
  ],
  'a dependency on an unchecked health': [
    (_resource, el) => void delete el.readyCheck,
    'spec.services[1].dependencies[0]: a service that another one waits for to be healthy has a readyCheck (give "el" a readyCheck, or write condition: running)',
  ],
  'a dependency on the health of what checks nothing': [
    (_resource, el) => {
      el.readyCheck = { test: ['NONE'] };
    },
    'spec.services[1].dependencies[0]: a service that another one waits for to be healthy has a readyCheck …',
  ],
  'a circle': [
    (_resource, el, beacon) => {
      el.dependencies = [{ name: 'beacon', condition: 'running' }];
      beacon.readyCheck = { test: ['CMD', 'true'] };
    },
    'spec.services[0].dependencies[0].name: they wait for each other: el → beacon → el (remove one of these dependencies)',
  ],
  'a wait for the health of what has no port': [
    ({ spec }, el) => {
      spec.topology = 'services';
      spec.artifacts = { source: 'existing' };
      el.ports = [];
      el.args = [];
      spec.services[1] = { name: 'beacon', image: 'i', dependencies: [{ name: 'el' }] };
    },
    'spec.services[1]: service "beacon" waits for "el" to be healthy, which has no TCP port to ask (declare a port of it, wait for running, or use topology pod)',
  ],

  'a template of no service': [
    (_resource, _el, beacon) => {
      beacon.args = ['--el', 'http://{{Service "al" "http"}}/'];
    },
    'spec.services[1].args[1], column 8: there is no service "al" (did you mean "el"?)',
  ],
  'a template of no port': [
    (_resource, _el, beacon) => {
      beacon.env = { 'EL.URL': '{{Service "el" "htp" "http" ""}}' };
    },
    'spec.services[1].env["EL.URL"], column 1: service "el" has no port "htp" (did you mean "http"?)',
  ],
  'a template that is cut off': [
    (_resource, el) => {
      el.prepare = [['init', '{{.Dir}}/{{.Dir']];
    },
    'spec.services[0].prepare[0][1], column 10: {{ is never closed by }} (write {{.Dir}})',
  ],
  'a template in a check': [
    (_resource, el) => {
      el.readyCheck = { queryURL: 'http://localhost:{{Port "http" 8546}}' };
    },
    'spec.services[0].readyCheck.queryURL, column 18: port "http" is 8546 here and 8545 in the service\'s ports (use one number)',
  ],
  'a template in the test of a check': [
    (_resource, el) => {
      el.readyCheck = { test: ['CMD-SHELL', '{{Prt "http" 8545}}'] };
    },
    'spec.services[0].readyCheck.test[1], column 3: there is no template function "Prt" (did you mean {{Port "http" 8545}}?)',
  ],
  'a bootnode that nobody is': [
    (_resource, el) => {
      el.args = ['{{Bootnode}}'];
    },
    'spec.services[0].args[0], column 1: the manifest has no bootnode (add one, or remove {{Bootnode}})',
  ],
  'too many arguments': [
    (_resource, el) => {
      el.prepare = Array.from({ length: 8 }, () => Array.from({ length: 512 }, () => 'x'.repeat(300)));
    },
    expect.stringMatching(
      /^spec\.services: it has 1\d{6} bytes as JSON, and a cluster takes 1048576 \(give fewer or shorter args/,
    ) as unknown as string,
  ],
};

describe('what is wrong with a deployment', () => {
  test.each(Object.entries(WRONG))('%s', (_what, [change, ...lines]) => {
    const resource = deployment();
    const [el, beacon] = resource.spec.services as [DeploymentService, DeploymentService];
    change(resource, el, beacon);
    expect(said(validateDeployment(resource))).toEqual(lines.map(abbreviated));
  });
});

const RIGHT: Record<string, Change> = {
  'as it is': () => {},
  'a pod for each service': ({ spec }) => {
    spec.topology = 'services';
  },
  'a claim': ({ spec }) => {
    spec.storage = { type: 'pvc', size: '1Gi', storageClass: 'standard' };
  },
  'names as long as can be': ({ metadata }) => {
    metadata.name = 'n'.repeat(52);
  },
  'a name that is reached by another domain': ({ spec }) => {
    spec.hostExecution = { address: 'me.example.com' };
  },
  'an address beyond IPv4': ({ spec }) => {
    spec.hostExecution = { address: 'fd00::1' };
  },
  'images of every form': ({ spec }) => {
    const images = ['a', 'a/b_c/d', 'localhost/a', 'reg:5000/a', 'ghcr.io/a/b', 'a:v1', `a@sha256:${'0'.repeat(64)}`];
    spec.services.push(...images.map((image, i) => ({ name: `s${i}`, image })));
  },
  'both protocols on one number': (_resource, el) =>
    void el.ports?.push({ name: 'http', containerPort: 8545, protocol: 'UDP' }),
  'one number in two services': (_resource, _el, beacon) => {
    beacon.ports = [{ name: 'http', containerPort: 8545 }];
    beacon.args = ['{{Port "http" 8545}}'];
  },
  'one port of the node in pods of their own': ({ spec }, el, beacon) => {
    spec.topology = 'services';
    Object.assign(el.ports?.[0] ?? {}, { hostPort: 80 });
    Object.assign(beacon.ports?.[0] ?? {}, { hostPort: 80 });
  },
  'a volume of another service, shared': ({ spec }, el) => {
    el.volumes = [{ name: 'data', mountPath: '/el' }];
    spec.services.push({
      name: 'rbuilder',
      image: 'i',
      volumes: [{ name: 'el-data', mountPath: '/el', shared: true }],
    });
  },
  'a service of a person': (_resource, el) => {
    el.useHostExecution = true;
    delete el.image;
  },
  'circles of references': (_resource, el) => void el.args?.push('{{Service "beacon" "http"}}'),
};

describe('what is right', () => {
  test.each(Object.entries(RIGHT))('%s', (_what, change) => {
    const resource = deployment();
    const [el, beacon] = resource.spec.services as [DeploymentService, DeploymentService];
    change(resource, el, beacon);
    expect(said(validateDeployment(resource))).toEqual([]);
  });
});

function deployment(): DeploymentResource {
  return {
    apiVersion: 'playground.flashbots.io/v1alpha1',
    kind: 'BuilderPlaygroundDeployment',
    metadata: { name: 'net' },
    spec: {
      recipe: 'l1',
      storage: { type: 'local-path', path: '/data/net' },
      services: [
        {
          name: 'el',
          image: 'reth',
          args: ['--http.port', '{{Port "http" 8545}}', '--authrpc.port={{Port "authrpc" 8551}}'],
          ports: [
            { name: 'http', containerPort: 8545 },
            { name: 'authrpc', containerPort: 8551 },
          ],
          readyCheck: { queryURL: 'http://localhost:8545', interval: '1s' },
        },
        {
          name: 'beacon',
          image: 'lighthouse',
          args: ['{{Service "el" "authrpc" "http" ""}}'],
          ports: [{ name: 'http', containerPort: 3500 }],
          dependencies: [{ name: 'el' }],
        },
      ],
    },
  };
}

function said(problems: readonly ResourceProblem[]): string[] {
  return problems.map(({ path, column, message, hint }) => {
    const place = column === undefined ? path : `${path}, column ${column}`;
    return `${place}: ${message}${hint === '' ? '' : ` (${hint})`}`;
  });
}

/** `path: … (hint)` and `path: message …` leave out what another case has in full. */
function abbreviated(line: string): unknown {
  if (typeof line !== 'string' || !line.includes('…')) return line;
  const [before = '', after = ''] = line.split('…');
  const escaped = [before, after].map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return expect.stringMatching(new RegExp(`^${escaped.join('.*')}$`));
}
