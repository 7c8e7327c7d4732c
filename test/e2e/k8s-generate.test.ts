import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { playground, run } from '../support/built-program.ts';

let home: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'k8s-generate-'));
  env = { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: join(home, 'state') };
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

const cli = (...args: string[]) => playground(args, { env, cwd: home });
const read = (...path: string[]) => readFileSync(join(home, ...path), 'utf8');
const COOK = ['cook', 'l1', '--dry-run', '--seed', 'one', '--genesis-time', '1700000000'];
const FILE = 'k8s-manifest.yaml';

/** A folder with nothing but the manifest of another. */
function onlyManifest(from: string, to: string): void {
  mkdirSync(join(home, to));
  cpSync(join(home, from, 'manifest.json'), join(home, to, 'manifest.json'));
}

describe('a resource', () => {
  const KEY = `0x${'0'.repeat(63)}1`;

  it.each([
    ['plain', []],
    ['path', ['--storage-type', 'local-path', '--storage-path', '/srv/net']],
    ['claim', ['--storage-type', 'pvc', '--storage-class', 'fast', '--storage-size', '20Gi', '--network', 'devnet-1']],
    ['embedded', ['--clients', 'embedded', '--topology', 'services', '--image', 'registry.example:5000/own:1']],
    ['flags', ['--el', 'geth', '--block-time', '2s', '--log-level', 'debug', '--prefunded-accounts', KEY]],
    ['native', ['--use-native-reth', '--rbuilder', '--latest-fork']],
  ])('is the same from cook --k8s as from its manifest.json alone: %s', async (name, flags) => {
    expect(await cli(...COOK, '--k8s', ...flags, '--output', name)).toMatchObject({ code: 0 });
    onlyManifest(name, `${name}-copy`);
    expect(await cli('k8s', 'generate', `${name}-copy`)).toMatchObject({ code: 0 });
    expect(read(`${name}-copy`, FILE)).toBe(read(name, FILE));
    expect(read(name, FILE)).not.toContain(KEY.slice(2));
  });

  it('has pods make the files that lie beside it', async () => {
    const flags = ['--rbuilder', '--block-time', '2s', '--prefunded-accounts', KEY];
    await cli(...COOK, '--k8s', ...flags, '--output', 'asked');
    const { artifacts } = parse(read('asked', FILE)).spec;
    const options = Object.entries(artifacts.options).flatMap(([name, value]) => ['--option', `${name}=${value}`]);
    const fixed = ['--seed', artifacts.seed, '--genesis-time', String(artifacts.genesisTime)];
    mkdirSync(join(home, 'volume'));
    const made = await cli(
      'artifacts',
      'generate',
      'l1',
      '--into',
      'volume',
      '--deployment',
      'a/b',
      ...fixed,
      ...options,
    );
    expect(made).toMatchObject({ code: 0 });
    const difference = await run('diff', ['-rq', 'asked', 'volume'], { cwd: home });
    expect(difference.stdout.trim().split('\n').sort()).toEqual([
      'Only in asked: .builder-playground',
      'Only in asked: graph.dot',
      'Only in asked: k8s-manifest.yaml',
      'Only in asked: manifest.json',
      'Only in volume: .builder-playground-artifacts.json',
    ]);
  });

  it('leaves a dry run as repeatable as it was', async () => {
    for (const name of ['first', 'second']) await cli(...COOK, '--k8s', '--storage-type', 'pvc', '--output', name);
    const difference = await run('diff', ['-r', join(home, 'first'), join(home, 'second')]);
    expect(difference).toMatchObject({ code: 0, stdout: '' });
    await cli(...COOK, '--output', 'first');
    expect(readdirSync(join(home, 'first'))).not.toContain(FILE);
  });

  it('is mentioned by cook, for people and for programs', async () => {
    const { stdout } = await cli(...COOK, '--k8s', '--output', 'told');
    expect(stdout).toContain('k8s-manifest.yaml');
    expect(stdout).toContain(`playground k8s render ${join(home, 'told', FILE)} | kubectl apply`);
    const lines = (await cli(...COOK, '--k8s', '--output', 'told', '--json')).stdout.trim().split('\n');
    const dryRun = lines.map((line) => JSON.parse(line)).find(({ type }) => type === 'dry-run');
    expect(dryRun).toMatchObject({ deploymentFile: join(home, 'told', FILE) });
  });
});

describe('k8s generate', () => {
  beforeAll(() => cli(...COOK, '--k8s', '--storage-type', 'pvc', '--output', 'net'));

  it('takes what is asked for now before what was asked for then, and says what it replaced', async () => {
    onlyManifest('net', 'again');
    const first = await cli('k8s', 'generate', 'again', '--storage-path', '/srv/x', '--name', 'mine');
    expect(first.stdout).toMatch(/^Wrote again\/k8s-manifest\.yaml: BuilderPlaygroundDeployment mine\n/);
    expect(read('again', FILE)).toContain('  storage:\n    type: local-path\n    path: /srv/x\n');
    const second = await cli('k8s', 'generate', join('again', 'manifest.json'));
    expect(second.stdout).toMatch(/^Replaced again\/k8s-manifest\.yaml/);
    expect(second.stdout).toContain('playground k8s validate again/k8s-manifest.yaml');
    expect(read('again', FILE)).toBe(read('net', FILE));
    expect(readdirSync(join(home, 'again')).sort()).toEqual(['k8s-manifest.yaml', 'manifest.json']);
  });

  it('prints the file alone on request, and writes nothing', async () => {
    onlyManifest('net', 'printed');
    const { stdout, stderr } = await cli('k8s', 'generate', 'printed', '--stdout');
    expect({ stdout, stderr }).toEqual({ stdout: read('net', FILE), stderr: '' });
    expect(readdirSync(join(home, 'printed'))).toEqual(['manifest.json']);
  });

  it('tells programs where it wrote', async () => {
    onlyManifest('net', 'json');
    const file = join(home, 'json', FILE);
    const documentOf = async (...args: string[]) =>
      JSON.parse((await cli('k8s', 'generate', 'json', '--json', ...args)).stdout);
    const name = /^ {2}name: (.*)$/m.exec(read('net', FILE))?.[1];
    expect(await documentOf()).toEqual({ name, file, replaces: false, notices: [] });
    expect(await documentOf('--stdout')).toEqual({ name, yaml: read('net', FILE), notices: [] });
  });

  it('finds a session by its name, and the latest without one', async () => {
    const { stdout } = await cli(...COOK, '--json');
    const { sessionId, dir } = JSON.parse(stdout.trim().split('\n').at(-2) ?? '');
    expect(await cli('k8s', 'generate', sessionId)).toMatchObject({ code: 0 });
    expect(readFileSync(join(dir, FILE), 'utf8')).toContain(`  name: ${sessionId}\n`);
  });

  it('names a resource of a manifest without a session after its folder', async () => {
    const services = [{ name: 'el', args: [], image: 'x' }];
    mkdirSync(join(home, 'My Net'));
    writeFileSync(join(home, 'My Net', 'manifest.json'), JSON.stringify({ services }));
    const { stdout, stderr } = await cli('k8s', 'generate', 'My Net');
    expect(stdout).toContain("playground k8s validate 'My Net/k8s-manifest.yaml'");
    expect(stderr).toMatch(/^Guessed from the services/);
    expect(read('My Net', FILE)).toContain('  name: my-net\n');
  });

  it('packs the files of the folder, as they are now', async () => {
    writeFileSync(join(home, 'net', 'genesis.json'), '{"edited": true}');
    const { stdout } = await cli('k8s', 'generate', 'net', '--artifacts', 'bundle', '--stdout');
    const documents = parseAllDocuments(stdout).map((document) => document.toJS());
    expect(documents.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Secret', 'BuilderPlaygroundDeployment']);
    expect(documents.at(-1).spec.artifacts).toMatchObject({
      source: 'bundle',
      bundle: { parts: documents.slice(0, -1).map(({ kind, metadata }) => ({ kind, name: metadata.name })) },
    });
    const packed = Buffer.from(Object.values<string>(documents[0].binaryData)[0] ?? '', 'base64');
    writeFileSync(join(home, 'files.tar.gz'), packed);
    const genesis = await run('tar', ['-xzOf', join(home, 'files.tar.gz'), 'genesis.json']);
    expect(genesis.stdout).toBe('{"edited": true}');
  });

  it('says which file is not there to be packed', async () => {
    onlyManifest('net', 'bare');
    const { code, stderr } = await cli('k8s', 'generate', 'bare', '--artifacts', 'bundle');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: the folder has no \S+, which service "el" needs\n/);
  });
});

describe('what cannot be', () => {
  const NAKED = '{"services": [{"name": "vm", "args": []}]}';

  it.each([
    ['nothing', undefined, 2, 'error: nothing has no manifest.json\n  playground start RECIPE --dry-run'],
    ['cut', '{"services": [', 1, 'error: cut/manifest.json, line 1, column 15: it ends where'],
    ['naked', NAKED, 2, 'error: service "vm" has no image, and a cluster runs nothing else\n  give it "image"'],
    [
      'broken',
      '{"services": [{"name": "a", "image": "x", "args": ["{{Port}}"]}]}',
      2,
      'error: broken/manifest.json: service "a", args[0], column 1: Port does not take these arguments\n',
    ],
  ])('a folder with %s says so, and stays as it is', async (folder, manifest, code, message) => {
    mkdirSync(join(home, folder));
    if (manifest !== undefined) writeFileSync(join(home, folder, 'manifest.json'), manifest);
    const outcome = await cli('k8s', 'generate', folder);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr.slice(0, message.length)).toBe(message);
    expect(readdirSync(join(home, folder))).toEqual(manifest === undefined ? [] : ['manifest.json']);
  });

  it('is a file where a folder stands', async () => {
    await cli(...COOK, '--output', 'taken');
    mkdirSync(join(home, 'taken', FILE, 'x'), { recursive: true });
    const { code, stderr } = await cli('k8s', 'generate', 'taken');
    expect(code).toBe(3);
    expect(stderr).toBe(
      'error: cannot write taken/k8s-manifest.yaml: a folder is in its place\n' +
        '  remove the folder, or choose another place\n',
    );
  });

  it.each([
    [['k8s', 'generate', 'x', '--storage-size', '10Q'], '--storage-size cannot be "10Q"'],
    [['k8s', 'generate', 'x', '--name', 'A_b'], '"A_b" cannot name a deployment'],
    [[...COOK, '--k8s', '--storage-type', 'nfs'], '--storage-type cannot be "nfs"'],
    [[...COOK, '--k8s', '--storage-type', 'pvc', '--storage-path', '/x'], '--storage-path is for local-path'],
    [[...COOK, '--storage-type', 'pvc'], '--storage-type is for a cluster, and this start is not'],
    [['start', 'l1', '--k8s'], '--k8s writes a file for a cluster and starts nothing'],
  ])('%j is one line and a hint', async (args, message) => {
    const before = readdirSync(home);
    const { code, stdout, stderr } = await cli(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.slice(0, `error: ${message}`.length)).toBe(`error: ${message}`);
    expect(stderr.trim().split('\n')).toHaveLength(2);
    expect(readdirSync(home)).toEqual(before);
  });
});
