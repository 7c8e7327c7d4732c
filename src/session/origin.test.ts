import { describe, expect, it } from 'vitest';
import { l1 } from '../recipes/l1.ts';
import type { CookContext, FlagSpec, Recipe } from '../recipes/recipe.ts';
import { originOf } from './origin.ts';
import type { StartOptions } from './session.ts';

const KEY = `0x${'0'.repeat(63)}1`;
const ADDRESS = '0x7e5f4552091a69125d5dfcb7b8c2659029395bdf';
const { settle: _, ...unsettled } = l1;
const originWith = (options: Partial<StartOptions>, place: CookContext['place'] = 'none') =>
  originOf({ recipe: unsettled, flags: {}, commandLine: [], ...options }, place);

const flagsOf = async (specs: Partial<FlagSpec>[], flags: Record<string, string[] | number>) => {
  const recipe = { ...unsettled, flags: specs } as Recipe;
  return (await originWith({ recipe, flags })).flags;
};

describe('originOf', () => {
  it('is silent about whatever was not asked for', async () => {
    expect(await originWith({})).toEqual({ recipe: 'l1', flags: {} });
  });

  it('keeps flags that differ from their defaults, as they would be typed', async () => {
    const flags = { 'block-time': 1000, clients: 'auto', 'latest-fork': true, rbuilder: false, el: 'geth' };
    const origin = await originWith({ flags });
    expect(origin.flags).toEqual({ 'block-time': '1s', 'latest-fork': 'true', el: 'geth' });
    expect((await originWith({ flags: { 'block-time': 12_000 } })).flags).toEqual({});
  });

  it('says what the place decided', async () => {
    const flags = { clients: 'auto', el: 'geth' };
    const flagsAt = async (place: CookContext['place']) => (await originWith({ recipe: l1, flags }, place)).flags;
    expect(await flagsAt('none')).toEqual({ clients: 'reference', el: 'geth' });
    expect(await flagsAt('cluster')).toEqual({ clients: 'embedded', el: 'geth' });
    expect((await originWith({ recipe: l1, flags: { clients: 'reference' } }, 'cluster')).flags).toEqual({
      clients: 'reference',
    });
  });

  it('writes lists with commas and numbers as they are', async () => {
    const specs: Partial<FlagSpec>[] = [
      { name: 'peers', type: 'list' },
      { name: 'none', type: 'list' },
      { name: 'count', type: 'integer', default: 1 },
    ];
    expect(await flagsOf(specs, { peers: ['a', 'b'], none: [], count: 2 })).toEqual({ peers: 'a,b', count: '2' });
    expect(await flagsOf(specs, { count: 1 })).toEqual({});
  });

  it('keeps the log level and, of funded accounts, the address alone', async () => {
    const origin = await originWith({ logLevel: 'debug', prefundedAccounts: [KEY, ADDRESS] });
    expect(origin.flags).toEqual({ 'log-level': 'debug', 'prefunded-accounts': `${ADDRESS},${ADDRESS}` });
    expect((await originWith({ logLevel: 'info' })).flags).toEqual({});
  });

  it('refuses an account that is none, without repeating it', async () => {
    await expect(originWith({ prefundedAccounts: ['0xabc'] })).rejects.toMatchObject({
      code: 'prefunded-account',
      message: expect.not.stringContaining('abc'),
    });
  });

  it('keeps seed, genesis and what was asked for a cluster, but not which cluster', async () => {
    const wishes = { context: 'kind', namespace: 'n', storageType: 'pvc', storageSize: '5Gi' } as const;
    expect(await originWith({ seed: 's', genesisTime: 0, genesisDelay: 5000, wishes })).toEqual({
      recipe: 'l1',
      flags: {},
      genesisTime: 0,
      genesisDelay: 5000,
      seed: 's',
      kubernetes: { storageType: 'pvc', storageSize: '5Gi' },
    });
    expect(await originWith({ wishes: { context: 'kind' } })).not.toHaveProperty('kubernetes');
  });
});
