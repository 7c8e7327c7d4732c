import { describe, expect, it } from 'vitest';
import type { Recipe } from '../recipes/recipe.ts';
import { RECIPES } from '../recipes/registry.ts';
import { parseStart } from './parse-start.ts';
import { resumeOptions, startOptions } from './start-options.ts';

const KEY = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const recipe = RECIPES[0] as Recipe;
const options = async (...args: string[]) => startOptions(recipe, (await parseStart(['l1', ...args])).values, args);

describe('startOptions', () => {
  it('hands the recipe its own flags only', async () => {
    const { flags } = await options('--block-time', '1s', '--keep');
    expect(flags['block-time']).toBe(1000);
    expect(Object.keys(flags)).not.toContain('keep');
    expect(Object.keys(flags)).not.toContain('help');
  });

  it('translates the common flags', async () => {
    const given = await options('--genesis-delay', '3', '--seed', 's', '--timeout', '1m', '--override', 'el=/bin/a=b');
    expect(given).toMatchObject({ genesisDelay: 3000, seed: 's', timeout: 60_000, overrides: { el: '/bin/a=b' } });
    expect(Object.hasOwn(given, 'output')).toBe(false);
    expect(Object.hasOwn(given, 'runner')).toBe(false);
  });

  it('tells a cluster what was wished for', async () => {
    const given = await options(
      '--runner',
      'kubernetes',
      '--namespace',
      'dev',
      '--storage-type',
      'pvc',
      '--image',
      'a:1',
    );
    expect(given).toMatchObject({
      runner: 'kubernetes',
      wishes: { namespace: 'dev', storageType: 'pvc', image: 'a:1' },
    });
    expect(Object.hasOwn(await options('--runner', 'kubernetes'), 'wishes')).toBe(false);
  });

  it('takes keys one by one and with commas, with and without 0x', async () => {
    const { prefundedAccounts } = await options('--prefunded-accounts', `${KEY},0x${KEY}`, '--prefunded-accounts', KEY);
    expect(prefundedAccounts).toEqual([`0x${KEY}`, `0x${KEY}`, `0x${KEY}`]);
  });

  it("takes addresses of accounts whose keys are nobody else's business", async () => {
    const address = `0x${'aB'.repeat(20)}`;
    expect(await options('--prefunded-accounts', address)).toMatchObject({ prefundedAccounts: [address] });
  });

  it.each([
    [['--genesis-time', '1', '--genesis-delay', '1s'], 'genesis-conflict'],
    [['--runner', 'compose'], 'invalid-value'],
    [['--k8s'], 'k8s-without-dry-run'],
    [['--topology', 'pod'], 'flag-without-cluster'],
    [['--namespace', 'x', '--dry-run', '--k8s'], 'flag-without-cluster'],
    [['--runner', 'kubernetes', '--storage-path', '/x', '--storage-class', 'fast'], 'storage-conflict'],
    [['--runner', 'kubernetes', '--storage-path', '/x', '--storage-type', 'pvc'], 'storage-conflict'],
    [['--override', 'el'], 'invalid-value'],
    [['--override', '=/bin/x'], 'invalid-value'],
    [['--prefunded-accounts', 'abc'], 'invalid-value'],
  ])('refuses %j', async (args, code) => {
    await expect(options(...args)).rejects.toMatchObject({ code, kind: 'usage' });
  });

  it('does not repeat a mistyped key', async () => {
    const mistyped = `${KEY.slice(0, 63)}g`;
    const error = await options('--prefunded-accounts', mistyped).catch((thrown) => thrown);
    expect(String(error.message)).not.toContain(KEY.slice(0, 8));
  });
});

describe('resumeOptions', () => {
  it('says nothing about --keep unless it was written', async () => {
    const plain = await parseStart(['--resume', 'x']);
    expect(resumeOptions(plain.values, plain.given, [])).not.toHaveProperty('keep');
    const without = await parseStart(['--resume', 'x', '--keep=false']);
    expect(resumeOptions(without.values, without.given, [])).toMatchObject({ name: 'x', keep: false });
  });
});
