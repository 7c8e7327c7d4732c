import { describe, expect, test } from 'vitest';
import { formatPositionedProblem } from './positioned-problem.ts';
import { readResources } from './read-resources.ts';

const NET = `apiVersion: playground.flashbots.io/v1alpha1
kind: BuilderPlaygroundDeployment
metadata:
  name: net
spec:
  recipe: l1
  storage:
    type: local-path
    path: /data/net
  services:
    - name: el
      image: reth
      args: ["node", '{{Port "http" 8545}}']
      ports:
        - name: http
          containerPort: 8545
`;

describe('what is read', () => {
  test('a deployment, with the places of its values', () => {
    const { documents, problems } = readResources(NET, 'net.yaml');
    expect(problems).toEqual([]);
    const [document] = documents;
    expect(document).toMatchObject({
      kind: 'BuilderPlaygroundDeployment',
      line: 1,
      resource: { metadata: { name: 'net' } },
    });
    expect(document?.positions.ofValue('spec.services[0].ports[0].containerPort')).toEqual({ line: 16, column: 26 });
    expect(document?.positions.ofName('spec.services[0].ports[0].containerPort')).toEqual({ line: 16, column: 11 });
    expect(document?.positions.ofValue('spec.services[0].args[1]', 3)).toEqual({ line: 13, column: 25 });
    expect(document?.positions.ofValue('spec.services[0].readyCheck.interval')).toEqual({ line: 11, column: 7 });
  });

  test('several documents: both kinds, and what goes with them', () => {
    const playground = 'apiVersion: playground.flashbots.io/v1alpha1\nkind: BuilderPlayground\nmetadata: {name: p}\n';
    const text = `${NET}---\n# nothing\n---\n${playground}spec: {recipe: l1, storageMethod: pvc}\n---\n${SECRET}`;
    const { documents, problems } = readResources(text, 'all.yaml');
    expect(problems).toEqual([]);
    expect(documents.map(({ kind, line }) => `${kind} ${line}`)).toEqual([
      'BuilderPlaygroundDeployment 1',
      'BuilderPlayground 20',
      'Secret 25',
    ]);
    expect(documents[2]?.resource).toEqual({ apiVersion: 'v1', kind: 'Secret', data: { any: { thing: 1 } } });
  });

  test('JSON, with tabs and escapes', () => {
    const json = JSON.stringify(readResources(NET, '').documents[0]?.resource, null, '\t').replaceAll('/', '\\/');
    const { documents, problems } = readResources(json, 'net.json');
    expect(problems).toEqual([]);
    expect(documents[0]?.resource).toEqual(readResources(NET, '').documents[0]?.resource);
  });

  test('anchors and merged maps', () => {
    const text = NET.replace('- name: el', '- &el\n      name: el').concat(
      '    - <<: *el\n      name: el2\n      args: [*a]\n',
    );
    const { documents, problems } = readResources(text.replace('"node"', '&a node'), 'net.yaml');
    expect(problems).toEqual([]);
    expect(documents[0]).toMatchObject({
      resource: { spec: { services: [{ name: 'el' }, { name: 'el2', image: 'reth', args: ['node'] }] } },
    });
  });

  test('what the API server added', () => {
    const text = NET.replace('  name: net', '  name: net\n  uid: x\n  generation: 2\n  creationTimestamp: null').concat(
      'status: {observedGeneration: 2}\n',
    );
    expect(readResources(text, 'net.yaml').problems).toEqual([]);
  });
});

const SECRET = 'apiVersion: v1\nkind: Secret\ndata: {any: {thing: 1}}\n';

/** What stands in the resource, what stands there instead, and what is said of it. */
const CHANGES: [string, string, string][] = [
  [
    'containerPort: 8545',
    'contianerPort: 8545',
    '15:11: spec.services[0].ports[0].containerPort: it is missing (add it: a whole number)\n' +
      '16:11: spec.services[0].ports[0].contianerPort: there is no field "contianerPort" (did you mean "containerPort"?)',
  ],
  [
    'containerPort: 8545',
    'containerPort: "8545"',
    '16:26: spec.services[0].ports[0].containerPort: it must be a whole number, and is "8545" (write 8545 without quotes)',
  ],
  [
    'containerPort: 8545',
    'containerPort: http',
    '16:26: spec.services[0].ports[0].containerPort: it must be a whole number, and is "http" (write a number such as 8545)',
  ],
  [
    'containerPort: 8545',
    'containerPort: 85.45',
    '16:26: spec.services[0].ports[0].containerPort: it must be a whole number, and is the number 85.45',
  ],
  [
    'containerPort: 8545',
    'containerPort: 85450',
    '16:26: spec.services[0].ports[0].containerPort: it must be at most 65535, and is the number 85450',
  ],
  [
    '"node"',
    '8545',
    '13:14: spec.services[0].args[0]: it must be a string, and is the number 8545 (write "8545" in quotes)',
  ],
  [
    '"node"',
    'on',
    '13:14: spec.services[0].args[0]: it must be a string, and is true, as YAML reads on (write "on" in quotes)',
  ],
  [
    '"node"',
    '010',
    '13:14: spec.services[0].args[0]: it must be a string, and is the number 8, as YAML reads 010 (write "010" in quotes)',
  ],
  ['"node"', '~', '13:14: spec.services[0].args[0]: it must be a string, and is empty (give it a value, or remove it)'],
  ['"node"', '[a]', '13:14: spec.services[0].args[0]: it must be a string, and is a list'],
  [
    '"node"',
    '.inf',
    '13:14: spec.services[0].args[0]: YAML reads .inf as a number, and JSON has none such (write it in quotes)',
  ],
  ['"node"', '{{.Dir}}', "13:14: spec.services[0].args[0]: a template stands without quotes (write '{{.Dir}}')"],
  [
    '["node", ',
    '\n        - {{.Dir}}/x\n        - ["',
    `14:19: a template stands without quotes (write '{{.Dir}}/genesis.json')`,
  ],
  [
    '"node"',
    '*node',
    '13:14: spec.services[0].args[0]: there is no anchor "node" before it (a text that begins with * needs quotes: "*node")',
  ],
  [
    '"node"',
    '!node x',
    '13:20: spec.services[0].args[0]: the tag !node is not known (a text that begins with ! needs quotes)',
  ],
  ['"node"', '@node', '13:14: a text cannot begin with this character (write it in quotes)'],
  ['"node"', '"node', '13:30: a "," is missing, or a quote (separate items by commas)'],
  ['recipe: l1', 'recipe: l1\n  recipe: l2', '7:3: spec.recipe: "recipe" is given twice (keep one of them)'],
  ['  recipe: l1', '\trecipe: l1', '6:1: a tab stands where spaces must (indent with spaces)'],
  ['recipe: l1', 'recipe: l1: x', '6:11: a ": " stands inside a text (write the text in quotes)'],
  ['recipe: l1', 'on: l1', '6:3: spec: YAML reads the name on as true (write it in quotes)'],
  ['recipe: l1', '~: l1', '6:3: spec: a name must be a text (write "name: value")'],
  ['recipe: l1', '__proto__: l1', '6:3: spec: a name must be a text (write "name: value")'],
  ['recipe: l1', '<<: l1', '6:7: spec["<<"]: << can only merge maps (name an anchor of a map: "<<: *defaults")'],
  ['recipe: l1', 'recipe: ""', '6:11: spec.recipe: it is empty'],
  ['recipe: l1', `recipe: ${'x'.repeat(300)}`, '6:11: spec.recipe: it has 300 characters, and must have at most 253'],
  ['recipe: l1', 'recipe: "\u0007"', '6:12: it contains the control character U+0007 (is it a YAML file?)'],
  ['recipe: l1', 'recipe: \ufffd', '6:11: it contains a byte that is not UTF-8 (is it a YAML file?)'],
  [
    'local-path',
    'localpath',
    '8:11: spec.storage.type: it must be local-path or pvc, and is "localpath" (did you mean local-path?)',
  ],
  [
    'path: /data/net',
    'size: 10Q',
    '9:11: spec.storage.size: it must be a quantity such as 10Gi, 500m or 2 (it is "10Q": did you mean "10Gi"?)',
  ],
  ['/data/net', '../net', '9:11: spec.storage.path: the path is absolute, without ".." and ":" (it is "../net")'],
  [
    'image: reth',
    'image: reth\n      depends_on: []',
    '13:7: spec.services[0].depends_on: there is no field "depends_on" (did you mean "dependencies"?)',
  ],
  [
    'image: reth',
    'image: reth\n      xyzzyxyzzy: 1',
    expect.stringMatching(/"xyzzyxyzzy" \(fields: name, component, image, /) as unknown as string,
  ],
  [
    'image: reth',
    'image: reth\n      useHostExecution: "yes"',
    '13:25: spec.services[0].useHostExecution: it must be true or false, and is "yes" (write true or false)',
  ],
  [
    'image: reth',
    `image: reth\n      env: {${'x'.repeat(300)}: "1"}`,
    expect.stringMatching(/^13:13: .*: the name is too long or empty$/) as unknown as string,
  ],
  [
    'name: el',
    'name: El',
    '11:13: spec.services[0].name: it must be lower-case letters, digits, "-" and "_", and begin and end with a letter or digit (it is "El")',
  ],
  [
    '  services:',
    '  services: []\n  x:',
    expect.stringMatching(/^10:13: spec.services: it is empty\n/) as unknown as string,
  ],
  [
    '  name: net',
    '  nome: net',
    '3:1: metadata.name: it is missing (add it: a string)\n4:3: metadata.nome: there is no field "nome" (did you mean "name"?)',
  ],
  [
    'v1alpha1',
    'v1',
    '1:13: apiVersion: it must be playground.flashbots.io/v1alpha1, and is "playground.flashbots.io/v1"',
  ],
  [
    'Deployment',
    'Deploymnt',
    '2:7: kind: "BuilderPlaygroundDeploymnt" is not read here (did you mean BuilderPlaygroundDeployment?)',
  ],
  [
    'kind: BuilderPlaygroundDeployment\n',
    '',
    '1:1: kind is missing (add it: BuilderPlaygroundDeployment, BuilderPlayground, Secret, ConfigMap, Namespace)',
  ],
];

describe('what is wrong is said with its place', () => {
  test.each(CHANGES)('%j → %j', (from, to, lines) => {
    expect(NET).toContain(from);
    expect(said(NET.replace(from, () => to))).toEqual(lines);
  });

  const TEXTS: [string, string, string][] = [
    ['nothing', '', '1:1: it holds no resource (playground k8s generate writes one)'],
    ['comments', '# a\n---\n# b\n', '1:1: it holds no resource (playground k8s generate writes one)'],
    ['a word', 'hello', '1:1: it is not a resource (begin with "apiVersion: ...")'],
    ['a list', '- a', '1:1: it is not a resource (begin with "apiVersion: ...")'],
    [
      'a pod',
      'kind: Pod',
      '1:7: kind: "Pod" is not read here (kinds: BuilderPlaygroundDeployment, BuilderPlayground, Secret, ConfigMap, Namespace)',
    ],
    ['a Secret of nobody', 'kind: Secret', '1:1: apiVersion: a Secret has the apiVersion v1 (write "apiVersion: v1")'],
    [
      'a kind that is no text',
      'kind: [1]',
      expect.stringMatching(/^1:7: kind: \[1\] is not read here/) as unknown as string,
    ],
    ['an open list', 'a: [1, 2', '1:9: a list is never closed by ] (close it, or begin items with "- ")'],
    ['an open map', 'a: {b: 2', '1:9: a map is never closed by } (close it, or indent its fields)'],
    ['an open quote', 'a: "b', '1:6: a quote is never closed (close it)'],
    ['a name alone', 'a: 1\nb\n', '2:1: a ":" is missing (write "name: value", or begin an item with "- ")'],
    [
      'an anchor inside itself',
      'a: &a [*a]',
      '1:8: a[0]: there is no anchor "a" before it (a text that begins with * needs quotes: "*a")',
    ],
    [
      'much nesting',
      `a: ${'['.repeat(99)}${']'.repeat(99)}`,
      '1:68: it is nested deeper than 64 levels (no resource is: look for stray brackets or dashes)',
    ],
    ['endless nesting', '['.repeat(100_000), expect.stringMatching(/: it is nested too deeply/) as unknown as string],
    [
      'many signs',
      `[${','.repeat(400_000)}`,
      expect.stringMatching(/: it has more than 300000 words and signs up to here/) as unknown as string,
    ],
    [
      'many bytes',
      'x'.repeat(5_000_000),
      '1:1: it has more than 4194304 bytes (the API server takes less than half of that)',
    ],
    [
      'a billion laughs',
      laughs(),
      expect.stringMatching(
        /: with its aliases written out the document has more than 200000 values/,
      ) as unknown as string,
    ],
    [
      'an error in each of two documents',
      'a: [\n---\nkind: Secret\napiVersion: v1\n---\nb: "\n',
      '2:1: a list is never closed by ] (close it, or begin items with "- ")\n7:1: a quote is never closed (close it)',
    ],
  ];

  test.each(TEXTS)('%s', (_what, text, lines) => {
    expect(said(text)).toEqual(lines);
  });
});

function said(text: string): string {
  const { source, problems } = readResources(text, 'net.yaml');
  return problems.map((problem) => formatPositionedProblem(source, problem).replace(/^net\.yaml:/, '')).join('\n');
}

/** Nine lists of nine aliases each of the one before. */
function laughs(): string {
  const names = [...'abcdefghi'];
  const rows = names.slice(1).map((name, i) => `${name}: &${name} [${Array(9).fill(`*${names[i]}`).join(', ')}]`);
  return ['a: &a [x, x, x]', ...rows].join('\n');
}
