import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { validate } from '../manifest/validate.ts';
import { assembleL1, l1 } from './l1.ts';
import type { CookContext, CookResult, FlagValues } from './recipe.ts';

type Place = CookContext['place'];

const CONTEXT = { sessionId: 'pet', genesisTime: 1_700_000_000, logLevel: 'info', prefundedAccounts: [] };

function assemble(place: Place, flags: FlagValues = {}, context: Partial<CookContext> = {}) {
  const result = assembleL1(flags, { ...CONTEXT, place, ...context });
  expect(validate(result.manifest)).toEqual([]);
  const service = (name: string) => result.manifest.services.find((candidate) => candidate.name === name);
  const components = result.manifest.services.map(({ name, component }) => `${name}: ${component}`);
  return { ...result, service, components };
}

function refusal(place: Place, flags: FlagValues) {
  try {
    l1.outlook(flags, place);
  } catch (error) {
    return error;
  }
  throw new Error('it was accepted');
}

const EMBEDDED = [
  'el: playground-el',
  'el_healthmon: playground-healthmon',
  'beacon: playground-beacon',
  'beacon_healthmon: playground-healthmon',
  'mev-boost-relay: playground-relay',
];
const REFERENCE = [
  'el: reth',
  'el_healthmon: healthmon',
  'beacon: lighthouse-beacon',
  'beacon_healthmon: healthmon',
  'validator: lighthouse-validator',
  'mev-boost-relay: mev-boost-relay',
];

describe('which clients', () => {
  test.each<[Place, FlagValues, string[]]>([
    ['host', {}, EMBEDDED],
    ['none', { clients: 'embedded' }, EMBEDDED],
    ['containers', { clients: 'embedded' }, EMBEDDED],
    ['none', {}, REFERENCE],
    ['containers', {}, REFERENCE],
    [
      'host',
      { clients: 'reference' },
      [
        'el: reth',
        'el_healthmon: playground-healthmon',
        'beacon: lighthouse-beacon',
        'beacon_healthmon: playground-healthmon',
        'validator: lighthouse-validator',
        'mev-boost-relay: playground-relay',
      ],
    ],
    [
      'host',
      { el: 'geth', cl: 'prysm' },
      [
        'el: geth',
        'el_healthmon: playground-healthmon',
        'beacon: prysm-beacon',
        'beacon_healthmon: playground-healthmon',
        'validator: prysm-validator',
        'mev-boost-relay: playground-relay',
      ],
    ],
    ['host', { el: 'geth' }, ['el: geth', ...EMBEDDED.slice(1)]],
    [
      'host',
      { cl: 'prysm' },
      [
        ...EMBEDDED.slice(0, 2),
        'beacon: prysm-beacon',
        'beacon_healthmon: playground-healthmon',
        'validator: prysm-validator',
        'mev-boost-relay: playground-relay',
      ],
    ],
    ['containers', { relay: 'embedded' }, [...REFERENCE.slice(0, 5), 'mev-boost-relay: playground-relay']],
    ['host', { 'use-native-reth': true }, ['el: reth', ...EMBEDDED.slice(1)]],
  ])('%s %j', (place, flags, expected) => {
    expect(assemble(place, flags).components).toEqual(expected);
  });

  test.each<[Place, FlagValues, string]>([
    [
      'host',
      {},
      'clients: embedded (the services run without containers); --clients reference takes reth and Lighthouse',
    ],
    ['none', {}, 'clients: reth, Lighthouse, mev-boost-relay (a dry run runs nothing); --clients embedded takes'],
    [
      'containers',
      { el: 'geth' },
      'clients: geth, Lighthouse, mev-boost-relay (--el geth, the services run in containers)',
    ],
    ['containers', { clients: 'reference' }, 'clients: reth, Lighthouse, mev-boost-relay (--clients reference)'],
  ])('%s %j is told with its reason', (place, flags, notice) => {
    expect(assemble(place, flags).notices[0]).toContain(notice);
  });
});

describe('what is added', () => {
  test('a sample builder that bids to the relay', () => {
    const { service } = assemble('host', { 'sample-builder': true });
    expect(service('builder')).toMatchObject({ component: 'playground-builder', entrypoint: 'playground' });
  });

  test('mev-boost between the beacon node and the relay, with any beacon node', () => {
    for (const cl of ['embedded', 'lighthouse', 'prysm']) {
      const { service } = assemble('none', { cl, 'use-separate-mev-boost': true });
      expect(service('beacon')?.args).toContain('{{Service "mev-boost" "http" "http" ""}}');
      expect(service('mev-boost')?.args.at(-1)).toMatch(/^\{\{Service "mev-boost-relay" "http" "http" "0xa1885d/);
    }
  });

  test('rbuilder with its configuration', () => {
    const { service, files } = assemble('containers', { rbuilder: true });
    const config = files.find(({ path }) => path === 'rbuilder-config.toml');
    expect(service('rbuilder')?.filesMapped).toHaveProperty(['/data/rbuilder-config.toml'], 'rbuilder-config.toml');
    expect(config?.content).toContain('el_node_ipc_path = "/data_reth/reth.ipc"');
  });

  test('geth with a configuration that opens no peer-to-peer port, and an initialised folder', () => {
    const { service, files } = assemble('host', { el: 'geth' });
    expect(files.find(({ path }) => path === 'geth.toml')?.content).toContain('ListenAddr = ""');
    expect(service('el')?.prepare).toEqual([['init', '--datadir', '/data_geth', '/data/genesis.json']]);
  });

  test('load, with arguments that replace what they contradict', () => {
    const extra = ['tps=50', '--rpc-url http://x', '--forever', '--label a b'];
    const { service } = assemble('none', {}, { contender: { extra } });
    expect(service('contender')?.args).toEqual(
      ['spam', '--optimistic-nonces', '--min-balance', '10 ether', '--tps', '50', '--rpc-url', 'http://x'].concat([
        '--forever',
        '--label',
        'a b',
      ]),
    );
  });

  test.each<[Place, FlagValues, string]>([
    ['host', { 'secondary-el': '9551' }, 'http://localhost:9551'],
    ['containers', { 'secondary-el': '9551' }, 'http://host.docker.internal:9551'],
    ['none', { 'secondary-el': '9551' }, 'http://host.docker.internal:9551'],
    ['none', { 'secondary-el': '9551', clients: 'embedded' }, 'http://localhost:9551'],
    ['containers', { 'secondary-el': 'https://el.example:1/x' }, 'https://el.example:1/x'],
  ])('a second execution client, %s %j', (place, flags, url) => {
    const { service } = assemble(place, flags);
    const args = service('cl-proxy')?.args ?? [];
    expect(args[args.indexOf('--secondary-builder') + 1]).toBe(url);
    expect(service('beacon')?.args).toContain('{{Service "cl-proxy" "authrpc" "http" ""}}');
  });
});

describe('what is refused', () => {
  test.each<[Place, FlagValues, string, string]>([
    [
      'host',
      { cl: 'prysm', 'block-time': 1000 },
      'unsupported-block-time',
      'Prysm cannot keep a block time of 1 s: Prysm',
    ],
    ['host', { 'block-time': 500 }, 'invalid-block-time', 'a block time of 0.5 s is not possible'],
    ['host', { 'block-time': 1500 }, 'invalid-block-time', 'a block time of 1.5 s is not possible'],
    ['host', { 'block-time': 1e20 }, 'invalid-block-time', 'a block time of 100000000000000000 s is not possible'],
    ['host', { clients: 'reference', relay: 'mev-boost-relay' }, 'needs-containers', 'mev-boost-relay runs in'],
    ['host', { el: 'reth', rbuilder: true }, 'needs-containers', 'rbuilder runs in containers only'],
    [
      'none',
      { el: 'geth', rbuilder: true },
      'unsupported-combination',
      '--rbuilder does not go with geth, which keeps',
    ],
    ['none', { el: 'geth', 'use-native-reth': true }, 'unsupported-combination', '--use-native-reth does not go with'],
    ['none', { el: 'geth', 'use-reth-for-validation': true }, 'unsupported-combination', '--use-reth-for-validation'],
    ['none', { 'secondary-el': 'nonsense' }, 'invalid-secondary-el', '--secondary-el "nonsense" is neither'],
    ['none', { 'secondary-el': '99999' }, 'invalid-secondary-el', '--secondary-el "99999" is neither'],
    ['none', { clients: 'all' }, 'invalid-choice', '--clients cannot be "all"'],
  ])('%s %j', async (place, flags, code, message) => {
    const expected = { code, kind: 'usage', message: expect.stringContaining(message), hint: expect.any(String) };
    expect(refusal(place, flags)).toMatchObject(expected);
    await expect(l1.cook(flags, { ...CONTEXT, place })).rejects.toMatchObject({ code });
  });
});

describe('the outlook', () => {
  test.each<[Place, FlagValues, object]>([
    ['host', {}, { slotDuration: 12_000, programs: 'embedded' }],
    ['host', { 'block-time': 1000, 'sample-builder': true }, { slotDuration: 1000, programs: 'embedded' }],
    ['host', { el: 'geth' }, { slotDuration: 12_000, programs: 'clients' }],
    ['host', { 'use-separate-mev-boost': true }, { slotDuration: 12_000, programs: 'clients' }],
    ['containers', {}, { slotDuration: 12_000, programs: 'clients' }],
  ])('%s %j', (place, flags, outlook) => {
    expect(l1.outlook(flags, place)).toEqual(outlook);
  });
});

/** Path and hash of every file. */
const filesOf = ({ artifacts }: CookResult) =>
  artifacts.map(({ path, content }) => `${path} ${createHash('sha256').update(content).digest('hex')}`);

test('the same flags and genesis time give the same files', async () => {
  const cook = () => l1.cook({ el: 'geth', 'block-time': 2000 }, { ...CONTEXT, place: 'none' });
  const [first, second] = [await cook(), await cook()];
  expect(first.artifacts.map(({ path }) => path)).toEqual(expect.arrayContaining(['genesis.json', 'geth.toml']));
  expect(filesOf(first)).toEqual(filesOf(second));
  expect(first.manifest).toEqual(second.manifest);
});

describe('settled flags', () => {
  test.each<[Place, FlagValues]>([
    ['none', {}],
    ['none', { rbuilder: true, 'latest-fork': true }],
    ['none', { el: 'geth', cl: 'prysm' }],
    ['cluster', { 'sample-builder': true, 'block-time': 1000 }],
    ['host', { 'secondary-el': '9551' }],
  ])('of %s %j make the same files wherever pods make them, by the same programs', async (place, flags) => {
    const settled = l1.settle?.(flags, place) ?? {};
    const original = filesOf(await l1.cook(flags, { ...CONTEXT, place }));
    for (const elsewhere of ['none', 'cluster'] as const) {
      expect(filesOf(await l1.cook(settled, { ...CONTEXT, place: elsewhere }))).toEqual(original);
      expect(l1.outlook(settled, elsewhere)).toEqual(l1.outlook(flags, place));
    }
  });

  test('are refused where the flags are', () => {
    expect(() => l1.settle?.({ rbuilder: true }, 'cluster')).toThrow(
      expect.objectContaining({ code: 'unsupported-combination' }),
    );
  });
});
