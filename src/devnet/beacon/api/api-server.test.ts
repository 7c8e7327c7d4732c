import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BeaconWorld } from '../../../../test/support/beacon-world.ts';

let world: BeaconWorld;

beforeAll(async () => {
  world = await BeaconWorld.start();
  await world.runSlots(1, 2);
});
afterAll(() => world.stop());

const id = fc.oneof(
  fc.constantFrom('head', 'genesis', 'finalized', 'justified', '0', '2', '-1', '1.5', '1e3', '18446744073709551616'),
  fc.constantFrom('0x', '%00', '%ff', '__proto__', '%F0%9F%98%80', 'x'.repeat(200)),
  fc.stringMatching(/^0x[0-9a-f]{63,65}$/),
);
const path = fc
  .tuple(
    fc.constantFrom(
      ...['root', 'fork', 'randao', 'finality_checkpoints', 'validators', 'validator_balances', 'committees'].map(
        (part) => `/eth/v1/beacon/states/:id/${part}`,
      ),
      ...['v1/beacon/states/:id/sync_committees', 'v1/beacon/states/:id/validators/:id', 'v2/beacon/blocks/:id'],
      ...['v1/beacon/headers/:id', 'v1/beacon/blocks/:id/root', 'v2/beacon/blocks/:id/attestations'],
      ...['v1/beacon/blob_sidecars/:id', 'v1/beacon/blobs/:id', 'v2/debug/beacon/states/:id', 'v1/beacon/headers'],
      ...['v1/validator/duties/proposer/:id', 'v1/validator/duties/attester/:id', 'v1/validator/duties/sync/:id'],
      ...['v2/beacon/blocks', 'v2/beacon/blinded_blocks', 'v1/validator/prepare_beacon_proposer', 'v1/node/:id'],
    ),
    fc.array(id, { minLength: 2 }),
  )
  .map(
    ([pattern, ids]) => `${pattern.startsWith('/') ? '' : '/eth/'}${pattern.replace(/:id/g, () => ids.shift() ?? 'x')}`,
  );
const query = fc.oneof(
  fc
    .tuple(fc.constantFrom('slot', 'epoch', 'index', 'id', 'status', 'indices', 'parent_root', 'id[]', 'id[a]'), id)
    .map(([name, value]) => `?${name}=${value}`),
  fc.constant(''),
);
const body = fc.oneof(
  fc.json().map((json) => Buffer.from(json)),
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
);
const headers = fc.record({
  'content-type': fc.constantFrom('application/json', 'application/octet-stream', 'text/plain'),
  'eth-consensus-version': fc.constantFrom('electra', 'fulu', 'phase0', 'x'),
});

async function expectSound(response: Response): Promise<void> {
  const answer = await response.arrayBuffer();
  if (response.status < 400) return;
  expect(response.status).toBeLessThan(500);
  expect(JSON.parse(Buffer.from(answer).toString())).toEqual({ code: response.status, message: expect.any(String) });
}

describe('the Beacon API', () => {
  it('answers every GET with a result or a reason', async () => {
    const ask = async (target: string) => expectSound(await fetch(`${world.url}${target}`));
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(path, query).map((parts) => parts.join('')),
        ask,
      ),
      { numRuns: 300 },
    );
  });

  it('answers every POST with a result or a reason', async () => {
    const send = async (target: string, content: Buffer, extra: Record<string, string>) =>
      expectSound(
        await fetch(`${world.url}${target}`, { method: 'POST', body: new Uint8Array(content), headers: extra }),
      );
    await fc.assert(fc.asyncProperty(path, body, headers, send), { numRuns: 300 });
  });

  it('answers what is not HTTP in the shape of its errors', async () => {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    socket.end('GET / HTTP/9.9\r\n\r\n');
    const [head, json] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1.1 400 /);
    expect(JSON.parse(json ?? '')).toEqual({ code: 400, message: expect.any(String) });
  });

  it('has no answer without a body for events', async () => {
    expect((await fetch(`${world.url}/eth/v1/events?topics=head`, { method: 'HEAD' })).status).toBe(404);
  });
});
