import { ssz } from '@lodestar/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BeaconWorld } from '../support/beacon-world.ts';
import { conformancePath } from '../support/conformance.ts';
import { OpenApiDocument, shapeOf } from '../support/openapi.ts';
import { isSkip } from '../support/real-world.ts';

const path = conformancePath('openapi', 'beacon.json');

const STATES = ['head', 'genesis', 'finalized', 'justified', '40'];
const BLOCKS = ['head', 'genesis', 'finalized', 'justified', '40'];

/** Template of the document → what to put in its place. */
const GETS: [string, Record<string, string>[], string?][] = [
  ['/eth/v1/beacon/genesis', [{}]],
  ['/eth/v1/beacon/states/{state_id}/root', STATES.map((state_id) => ({ state_id }))],
  ['/eth/v1/beacon/states/{state_id}/fork', [{ state_id: 'head' }]],
  ['/eth/v1/beacon/states/{state_id}/finality_checkpoints', STATES.map((state_id) => ({ state_id }))],
  ['/eth/v1/beacon/states/{state_id}/validators', [{ state_id: 'head' }], '?status=active,pending'],
  ['/eth/v1/beacon/states/{state_id}/validators/{validator_id}', [{ state_id: 'head', validator_id: '7' }]],
  ['/eth/v1/beacon/states/{state_id}/validator_balances', [{ state_id: 'head' }], '?id=1&id=2'],
  ['/eth/v1/beacon/states/{state_id}/committees', [{ state_id: 'head' }]],
  ['/eth/v1/beacon/states/{state_id}/sync_committees', [{ state_id: 'head' }]],
  ['/eth/v1/beacon/states/{state_id}/randao', [{ state_id: 'head' }]],
  ['/eth/v1/beacon/headers', [{}]],
  ['/eth/v1/beacon/headers/{block_id}', BLOCKS.map((block_id) => ({ block_id }))],
  ['/eth/v2/beacon/blocks/{block_id}', BLOCKS.map((block_id) => ({ block_id }))],
  ['/eth/v1/beacon/blocks/{block_id}/root', BLOCKS.map((block_id) => ({ block_id }))],
  ['/eth/v2/beacon/blocks/{block_id}/attestations', [{ block_id: 'head' }]],
  ['/eth/v1/beacon/blob_sidecars/{block_id}', [{ block_id: 'head' }]],
  ['/eth/v1/beacon/blobs/{block_id}', [{ block_id: 'head' }]],
  ['/eth/v2/debug/beacon/heads', [{}]],
  ['/eth/v1/node/identity', [{}]],
  ['/eth/v1/node/peers', [{}], '?state=connected'],
  ['/eth/v1/node/peer_count', [{}]],
  ['/eth/v1/node/version', [{}]],
  ['/eth/v1/node/syncing', [{}]],
  ['/eth/v1/config/fork_schedule', [{}]],
  ['/eth/v1/config/spec', [{}]],
  ['/eth/v1/config/deposit_contract', [{}]],
  ['/eth/v1/validator/duties/proposer/{epoch}', ['3', '4', '5'].map((epoch) => ({ epoch }))],
];

const POSTS: [string, Record<string, string>, unknown][] = [
  ['/eth/v1/beacon/states/{state_id}/validators', { state_id: 'head' }, { ids: ['1', '2'], statuses: ['active'] }],
  ['/eth/v1/beacon/states/{state_id}/validator_balances', { state_id: 'head' }, ['1', '2']],
  ['/eth/v1/validator/duties/attester/{epoch}', { epoch: '4' }, ['1', '2']],
  ['/eth/v1/validator/duties/sync/{epoch}', { epoch: '4' }, ['1', '2']],
];

function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

describe.skipIf(isSkip(path)).each(['electra', 'fulu'] as const)('the Beacon API on %s', (fork) => {
  const document = isSkip(path) ? (undefined as never) : new OpenApiDocument(path);
  let world: BeaconWorld;
  beforeAll(async () => {
    world = await BeaconWorld.start({ fork });
    await world.runSlots(1, 130);
  });
  afterAll(() => world.stop());

  // The document knows sidecars up to Electra only; they are served on Fulu all the same.
  const known = GETS.filter(([template]) => fork === 'electra' || !template.includes('blob_sidecars'));
  const gets = known.flatMap(([template, values, query = '']) =>
    values.map((value) => [fill(template, value) + query, template] as const),
  );

  it.each(gets)('GET %s', async (url, template) => {
    const { status, json } = await world.get(url);
    expect({ status, json: status === 200 ? undefined : json }).toEqual({ status: 200 });
    expect(document.flaws(template, 'get', 200, json)).toEqual([]);
  });

  it.each(POSTS)('POST %s', async (template, values, body) => {
    const response = await fetch(world.url + fill(template, values), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const json = (await response.json()) as { data: unknown[] };
    expect(response.status).toBe(200);
    expect(json.data).toHaveLength(2);
    expect(document.flaws(template, 'post', 200, json)).toEqual([]);
  });

  it.each(['head', 'block', 'payload_attributes', 'finalized_checkpoint'])('sends events like %s', async (topic) => {
    const abort = new AbortController();
    const stream = await fetch(`${world.url}/eth/v1/events?topics=${topic},block`, { signal: abort.signal });
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const received = firstEvent(stream, topic);
    for (let slot = world.headSlot + 1; !(await isSettled(received)); slot++) await world.runSlot(slot);
    const event = await received;
    abort.abort();
    expect(shapeOf(event)).toEqual(sameShape(document.eventExample('/eth/v1/events', topic), event));
  });

  it('gives states and blocks in SSZ', async () => {
    const headers = { accept: 'application/octet-stream;q=1,application/json;q=0.9' };
    const state = await fetch(`${world.url}/eth/v2/debug/beacon/states/head`, { headers });
    const view = ssz[fork].BeaconState.deserializeToViewDU(new Uint8Array(await state.arrayBuffer()));
    expect(state.headers.get('eth-consensus-version')).toBe(fork);
    expect(Buffer.from(view.hashTreeRoot()).toString('hex')).toBe(world.chain.head.block.stateRoot.slice(2));
    const block = await fetch(`${world.url}/eth/v2/beacon/blocks/head`, { headers });
    const signed = ssz[fork].SignedBeaconBlock.deserialize(new Uint8Array(await block.arrayBuffer()));
    expect(signed.message.slot).toBe(world.headSlot);
  });

  it('gives states in JSON', async () => {
    const { json } = await world.get<{ data: { slot: string }; version: string }>('/eth/v2/debug/beacon/states/head');
    expect(json).toMatchObject({ version: fork, data: { slot: String(world.headSlot) } });
  });

  it('tells relays and rollup nodes what they read of the specification', async () => {
    const { json } = await world.get<{ data: Record<string, unknown> }>('/eth/v1/config/spec');
    expect(json.data).toMatchObject({
      PRESET_BASE: 'mainnet',
      SECONDS_PER_SLOT: '2',
      SLOT_DURATION_MS: '2000',
      SLOTS_PER_EPOCH: '32',
      GENESIS_FORK_VERSION: '0x20000089',
      BELLATRIX_FORK_VERSION: '0x20000091',
      CAPELLA_FORK_VERSION: '0x20000092',
      DENEB_FORK_VERSION: '0x20000093',
      ELECTRA_FORK_VERSION: '0x20000094',
      FULU_FORK_VERSION: '0x20000095',
      ELECTRA_FORK_EPOCH: '0',
      FULU_FORK_EPOCH: fork === 'fulu' ? '0' : '18446744073709551615',
      DOMAIN_BEACON_PROPOSER: '0x00000000',
      DOMAIN_APPLICATION_BUILDER: '0x00000001',
      DEPOSIT_CHAIN_ID: '1337',
      DEPOSIT_CONTRACT_ADDRESS: '0x4242424242424242424242424242424242424242',
      SECONDS_PER_ETH1_BLOCK: '14',
      INACTIVITY_SCORE_BIAS: '4',
      MIN_PER_EPOCH_CHURN_LIMIT: '4',
    });
    const lists = Object.entries(json.data).filter(([, value]) => typeof value !== 'string');
    expect(lists.map(([name]) => name)).toEqual(fork === 'fulu' ? ['BLOB_SCHEDULE'] : []);
  });

  it('has every fork in its schedule', async () => {
    const { json } = await world.get<{ data: { current_version: string }[] }>('/eth/v1/config/fork_schedule');
    const versions = ['89', '90', '91', '92', '93', '94', ...(fork === 'fulu' ? ['95'] : [])];
    expect(json.data.map((one) => one.current_version)).toEqual(versions.map((last) => `0x200000${last}`));
  });

  it('is healthy with an empty answer', async () => {
    const response = await fetch(`${world.url}/eth/v1/node/health`);
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it.each([
    ['/eth/v2/beacon/blocks/999999', 404],
    ['/eth/v2/beacon/blocks/nonsense', 400],
    ['/eth/v1/beacon/states/999999/root', 404],
    [`/eth/v1/beacon/states/0x${'12'.repeat(32)}/root`, 404],
    ['/eth/v1/beacon/states/head/validators/100000', 404],
    ['/eth/v1/beacon/states/head/validators/nonsense', 400],
    ['/eth/v1/beacon/states/head/validators?id=nonsense', 400],
    ['/eth/v1/beacon/states/head/randao?epoch=-1', 400],
    ['/eth/v1/beacon/states/head/committees?epoch=77', 400],
    ['/eth/v1/validator/duties/proposer/77', 400],
    ['/eth/v1/events?topics=nonsense', 400],
    ['/eth/v1/events', 400],
    ['/eth/v1/nonsense', 404],
  ])('answers %s with %i and a reason', async (url, expected) => {
    const { status, json } = await world.get(url);
    expect(status).toBe(expected);
    expect(json).toEqual({ code: expected, message: expect.stringMatching(/\w/) });
  });

  it('answers 406 to who wants neither JSON nor SSZ', async () => {
    expect((await world.get('/eth/v2/beacon/blocks/head', { accept: 'text/html' })).status).toBe(406);
  });
});

async function firstEvent(stream: Response, topic: string): Promise<unknown> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const event = text
      .split('\n\n')
      .find((part) => part.startsWith(`event: ${topic}\n`) && text.includes(`${part}\n\n`));
    if (event !== undefined) return JSON.parse(event.slice(event.indexOf('data: ') + 6));
  }
  throw new Error('the stream ended');
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 5, pending))])) !== pending;
}

/** The shape of the example, with lists empty where the answer has them empty. */
function sameShape(example: unknown, answer: unknown): unknown {
  if (Array.isArray(example)) return Array.isArray(answer) && answer.length === 0 ? [] : shapeOf(example);
  if (typeof example !== 'object' || example === null) return shapeOf(example);
  const other = answer as Record<string, unknown>;
  return Object.fromEntries(Object.entries(example).map(([key, value]) => [key, sameShape(value, other?.[key])]));
}
