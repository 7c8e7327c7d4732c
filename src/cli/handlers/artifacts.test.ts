import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesBelow } from '../../../test/support/files-below.ts';
import { buildL1Artifacts } from '../../artifacts/l1-artifacts.ts';
import { packBundle } from '../../targets/kubernetes/bundle/pack-bundle.ts';
import { findCommand } from '../commands.ts';
import { createOutput } from '../output.ts';
import { parseFlags } from '../parse-flags.ts';
import { artifacts } from './artifacts.ts';

let home: string;
let dir: string;
let report: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'artifacts-'));
  dir = join(home, 'volume');
  report = join(home, 'report');
  mkdirSync(dir);
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Returns what was printed. */
async function run(...args: string[]): Promise<string> {
  const { values, words, given } = parseFlags(args, findCommand('artifacts')?.flags ?? [], 'playground artifacts');
  const lines: string[] = [];
  const output = { ...createOutput(false), line: (text = '') => void lines.push(text) };
  expect(await artifacts({ words, flags: values, given, output, commandLine: args })).toBe(0);
  return lines.join('\n');
}

const common = () => ['--into', dir, '--deployment', 'ns/net', '--volume', 'volume-el-data', '--report', report];
const generate = (...args: string[]) => run('generate', 'l1', ...common(), ...args);
const reported = () => JSON.parse(readFileSync(report, 'utf8'));

describe('artifacts generate', () => {
  it('cooks a recipe with its flags as they would be typed', async () => {
    const options = ['block-time=1s', 'latest-fork=true', 'log-level=debug'].flatMap((text) => ['--option', text]);
    const said = await generate('--genesis-time', '1700000000', '--seed', 's', ...options);
    const { '.builder-playground-artifacts.json': _marker, ...files } = filesBelow(dir);
    expect(said).toBe(`made 208 artifacts of ns/net in ${dir}, genesis at 1700000000`);
    expect(reported()).toEqual({ genesisTime: 1_700_000_000, slotDuration: 1000, made: true, files: 208 });
    const expected = await buildL1Artifacts({ genesisTime: 1_700_000_000, slotDurationMs: 1000, fork: 'fulu' });
    expect(files).toEqual(
      Object.fromEntries(expected.map(({ path, content }) => [path, Buffer.from(content).toString('utf8')])),
    );
  });

  it('chooses a genesis time that suits the programs, and keeps it', async () => {
    const ahead = async (...args: string[]) => {
      const before = Date.now() / 1000;
      await generate('--option', 'block-time=1s', ...args);
      return reported().genesisTime - before;
    };
    const embedded = await ahead();
    expect(embedded).toBeGreaterThan(2);
    expect(embedded).toBeLessThan(6);
    const { genesisTime } = reported();
    expect(await generate('--option', 'block-time=1s')).toContain(`there already: 208 artifacts`);
    expect(reported()).toEqual({ genesisTime, slotDuration: 1000, made: false, files: 208 });
    rmSync(dir, { recursive: true });
    mkdirSync(dir);
    expect(await ahead('--programs', 'clients')).toBeGreaterThanOrEqual(10);
  });

  it('funds accounts by their addresses', async () => {
    const address = `0x${'ab'.repeat(20)}`;
    await generate('--option', `prefunded-accounts=${address},0x${'cd'.repeat(20)}`);
    expect(readFileSync(join(dir, 'genesis.json'), 'utf8').toLowerCase()).toContain('ab'.repeat(20));
  });

  it.each([
    [['generate', 'l11'], 'this version has no recipe "l11"', 'did you mean l1?'],
    [['generate'], 'generate needs a recipe', 'recipes: l1'],
    [['generate', 'l1', '--option', 'blocktime=1s'], 'recipe l1 has no flag --blocktime', 'did you mean --block-time?'],
    [
      ['generate', 'l1', '--option', 'clients=x'],
      '--clients cannot be "x"; expected one of auto, reference',
      undefined,
    ],
    [['generate', 'l1', '--option', 'x'], '--option cannot be "x"; expected NAME=VALUE', 'such as block-time=1s'],
    [['unpack'], 'this needs --from', 'see playground artifacts --help'],
  ])('says in one line what is wrong with %j', async (args, message, hint) => {
    const failure = run(...args, ...common());
    await expect(failure).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(message) });
    const line = readFileSync(report, 'utf8');
    expect(line).toContain(`error: ${message}`);
    if (hint !== undefined) expect(line).toContain(`(${hint})\n`);
    expect(line.trim()).not.toContain('\n');
    expect(filesBelow(dir)).toEqual({});
  });

  it('says what it needs', async () => {
    await expect(run('generate', 'l1', '--into', dir)).rejects.toThrow('this needs --deployment');
    await expect(generate('--into', '/other')).rejects.toThrow('only own takes --into twice');
    await expect(run('make')).rejects.toMatchObject({ hint: 'choose one of own, generate, unpack, check, remove' });
    await expect(run('own', '--into', dir, '--user', '1')).rejects.toThrow('this needs --group');
  });

  it('fails when its report cannot be written', async () => {
    await expect(generate('--report', join(home, 'no', 'folder'))).rejects.toMatchObject({ code: 'file-refused' });
  });
});

describe('artifacts unpack', () => {
  it('brings in what was packed', async () => {
    const files = await buildL1Artifacts({ genesisTime: 1_700_000_000, slotDurationMs: 2000, fork: 'electra' });
    const { objects, sha256 } = packBundle('net', files, {});
    const bundle = join(home, 'bundle');
    mkdirSync(join(bundle, '..data'), { recursive: true });
    for (const object of objects) {
      for (const [key, text] of Object.entries((object.binaryData ?? object.data) as Record<string, string>)) {
        writeFileSync(join(bundle, key), Buffer.from(text, 'base64'));
      }
    }
    const unpack = (hash: string) => run('unpack', '--from', bundle, '--sha256', hash, ...common());
    await expect(unpack('0'.repeat(64))).rejects.toMatchObject({ code: 'bundle-changed' });
    expect(filesBelow(dir)).toEqual({});
    expect(await unpack(sha256)).toBe(`unpacked 208 artifacts of ns/net in ${dir}, genesis at 1700000000`);
    expect(reported()).toEqual({ genesisTime: 1_700_000_000, slotDuration: 2000, made: true, files: 208 });
    rmSync(bundle, { recursive: true });
    expect(await unpack(sha256)).toContain('there already: 208 artifacts');
  });
});

describe('artifacts check, own and remove', () => {
  it('do what they are called', async () => {
    const ids = ['--user', String(process.getuid?.()), '--group', String(process.getgid?.())];
    expect(await run('own', '--into', dir, '--into', home, ...ids)).toMatch(/^.*volume is now of user.*\n.* is now of/);
    expect(await run('own', '--into', dir, ...ids)).toContain('was already of user');
    await generate('--genesis-time', '1700000000');
    expect(await run('check', ...common(), '--expect', 'testnet')).toBe(
      `found 1 artifacts of ns/net in ${dir}, genesis at 1700000000`,
    );
    await expect(run('check', ...common(), '--expect', 'x.json')).rejects.toThrow('x.json does not exist');
    expect(await run('remove', '--into', dir, '--deployment', 'ns/net')).toBe(`removed ${dir}`);
    expect(Object.keys(filesBelow(home))).toEqual(['report']);
  });
});
