import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BeaconWorld } from '../../../../test/support/beacon-world.ts';
import { type Served, serve } from '../../../../test/support/serve.ts';

const ADDRESS = `0x${'Ab'.repeat(20)}`;
const REGISTRATION = {
  message: { fee_recipient: ADDRESS, gas_limit: '1', timestamp: '1', pubkey: `0x${'aa'.repeat(48)}` },
  signature: `0x${'00'.repeat(96)}`,
};

let world: BeaconWorld;
let builder: Served;
let builderStatus = 200;

beforeAll(async () => {
  builder = await serve((request, response) => {
    request.resume();
    response.writeHead(builderStatus).end('no such validator');
  });
  world = await BeaconWorld.start({ builderUrl: builder.url });
});
afterAll(async () => {
  await world.stop();
  await builder.close();
});

async function post(path: string, body: unknown): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${world.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
}

describe('prepare_beacon_proposer', () => {
  const prepare = (index: string, recipient: string) =>
    post('/eth/v1/validator/prepare_beacon_proposer', [{ validator_index: index, fee_recipient: recipient }]);

  it('takes addresses only', async () => {
    const before = world.parts.feeRecipients.of(1);
    for (const wrong of ['nope', '0x12', '']) expect((await prepare('1', wrong)).status).toBe(400);
    expect(world.parts.feeRecipients.of(1)).toBe(before);
    expect((await prepare('1', ADDRESS)).status).toBe(200);
    expect(world.parts.feeRecipients.of(1)).toBe(ADDRESS.toLowerCase());
  });

  it('keeps nothing for validators that the chain does not have', async () => {
    const before = world.parts.feeRecipients.of(100);
    expect((await prepare('100', ADDRESS)).status).toBe(200);
    expect(world.parts.feeRecipients.of(100)).toBe(before);
  });
});

describe('register_validator', () => {
  it.each([
    [200, 200, ''],
    [400, 400, 'the builder refuses'],
    [503, 503, 'no answer from the builder'],
  ])('where the builder answers %i, answers %i', async (answer, status, message) => {
    builderStatus = answer;
    const got = await post('/eth/v1/validator/register_validator', [REGISTRATION]);
    expect(got.status).toBe(status);
    expect(got.text).toContain(message);
  });
});
