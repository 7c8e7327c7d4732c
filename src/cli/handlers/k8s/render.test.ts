import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { findCommand } from '../../commands.ts';
import { createOutput } from '../../output.ts';
import { parseFlags } from '../../parse-flags.ts';
import { render } from './render.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'render-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const DEPLOYMENT = `apiVersion: playground.flashbots.io/v1alpha1
kind: BuilderPlaygroundDeployment
metadata:
  name: net
spec:
  recipe: l1
  storage:
    type: pvc
  services:
    - name: el
      image: example.org/geth
      tag: v1
      args: ['{{Port "http" 8545}}']
      ports: [{name: http, containerPort: 8545}]
`;
const KEYS = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\nstringData:\n  key: "on"\n';

interface Printed {
  objects: { kind: string; metadata: { name: string; namespace?: string }; [field: string]: unknown }[];
  remarks: string[];
}

/** What a file becomes, and what is said beside it. */
async function run(text: string, ...args: string[]): Promise<Printed> {
  const file = join(folder, 'net.yaml');
  writeFileSync(file, text);
  const { values, words, given } = parseFlags(
    [file, ...args],
    findCommand('k8s render')?.flags ?? [],
    'playground k8s render',
  );
  const remarks: string[] = [];
  const printed: string[] = [];
  const documents: unknown[] = [];
  const output = {
    ...createOutput(args.includes('--json')),
    write: (more: string) => void printed.push(more),
    document: (value: unknown) => void documents.push(value),
    remark: (line: string) => void remarks.push(line.replace(`${folder}/`, '')),
  };
  expect(await render({ words, flags: values, given, output, commandLine: args })).toBe(0);
  const plain = parseAllDocuments(printed.join('')).map((one) => one.toJS());
  const objects = args.includes('--json') ? listItems(documents[0]) : plain;
  return { objects, remarks };
}

function listItems(document: unknown): Printed['objects'] {
  expect(document).toMatchObject({ apiVersion: 'v1', kind: 'List' });
  return (document as { items: Printed['objects'] }).items;
}

const kindsOf = ({ objects }: Printed) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

describe('k8s render', () => {
  it('prints plain objects in the order in which they are applied, what the file has besides them first', async () => {
    const printed = await run(`${DEPLOYMENT}---\n${KEYS}`);
    expect(kindsOf(printed)).toEqual([
      'Secret keys',
      'ConfigMap net-deployment',
      'PersistentVolumeClaim net',
      'Service net',
      'Service net-el',
      'StatefulSet net',
    ]);
    expect(printed.objects[0]?.stringData).toEqual({ key: 'on' });
    expect(printed.remarks).toEqual([]);
    expect(printed.objects.every(({ metadata }) => metadata.namespace === undefined)).toBe(true);
  });

  it('prints one list as JSON', async () => {
    expect((await run(DEPLOYMENT, '--json')).objects).toEqual((await run(DEPLOYMENT)).objects);
  });

  it('puts everything into the namespace that is asked for, save namespaces', async () => {
    const space = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: lab\n';
    const { objects } = await run([space, KEYS, DEPLOYMENT].join('---\n'), '--namespace', 'lab');
    const [namespace, ...others] = objects.map(({ metadata }) => metadata.namespace);
    expect(namespace).toBeUndefined();
    expect(new Set(others)).toEqual(new Set(['lab']));
  });

  it('says which genesis time it chose for pods that each make the files, and takes one that is given', async () => {
    const genesisOf = ({ objects }: Printed) =>
      /--genesis-time","(\d+)"/.exec(JSON.stringify(objects.find(({ kind }) => kind === 'StatefulSet')))?.[1];
    const before = Date.now() / 1000;
    const chosen = await run(DEPLOYMENT, '--topology', 'services');
    const time = Number(genesisOf(chosen));
    expect(time - before).toBeGreaterThanOrEqual(60);
    expect(chosen.remarks).toEqual([
      expect.stringContaining(
        `notice: net.yaml:1: every pod makes the files itself, for a chain that begins at ${time}`,
      ),
    ]);
    const given = await run(DEPLOYMENT, '--topology', 'services', '--genesis-time', '1900000000');
    expect(genesisOf(given)).toBe('1900000000');
    expect(given.remarks).toEqual([]);
    const own = DEPLOYMENT.replace('  storage:', '  artifacts:\n    genesisTime: 1800000000\n  storage:');
    expect(genesisOf(await run(own, '--topology', 'services'))).toBe('1800000000');
  });

  it('refuses what is not valid, with the lines of k8s validate', async () => {
    const wrong = DEPLOYMENT.replace('"http" 8545', '"htp" 8545').replace('recipe: l1', 'recipes: l1');
    await expect(run(wrong)).rejects.toMatchObject({ code: 'invalid-resource', kind: 'usage' });
    await expect(run(DEPLOYMENT.replace('"http" 8545', '"htp" 8545'))).rejects.toThrow(
      /net\.yaml has 1 problem:\n {2}.*net\.yaml:13:15: spec\.services\[0\]\.args\[0\], column 1: .*"htp"/,
    );
    await expect(run(DEPLOYMENT, '--namespace', 'No_Such')).rejects.toThrow('"No_Such" cannot name a namespace');
  });

  it('leaves a recipe to the operator, and says how to come to objects without one', async () => {
    const playground = `apiVersion: playground.flashbots.io/v1alpha1
kind: BuilderPlayground
metadata:
  name: net
spec:
  recipe: l1
  storageMethod: pvc
`;
    await expect(run(playground)).rejects.toMatchObject({
      code: 'needs-operator',
      hint: 'playground cook l1 --dry-run --k8s --output FOLDER writes a deployment to render',
    });
  });
});
