import { gzipSync } from 'node:zlib';
import { ssz } from '@lodestar/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registrationsJson, signRegistration, testKey, testPubkeys } from '../../../test/support/relay-fixtures.ts';
import { RelayWorld } from '../../../test/support/relay-world.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';

const PATH = '/eth/v1/builder/validators';
const OTHER = `0x${'77'.repeat(20)}`;

let world: RelayWorld;

beforeAll(async () => {
  world = await RelayWorld.start();
});

afterAll(() => world.stop());

/** Each test may register later than the one before. */
function next(): number {
  world.nowMs += 1000;
  return Math.floor(world.nowMs / 1000);
}

async function feeRecipient(validator: number): Promise<string> {
  const response = await world.get(`/relay/v1/data/validator_registration?pubkey=${testPubkeys(8)[validator]}`);
  const { message } = (await response.json()) as { message: { fee_recipient: string } };
  return message.fee_recipient;
}

describe('POST /eth/v1/builder/validators', () => {
  it('takes JSON', async () => {
    const response = await world.post(PATH, registrationsJson([signRegistration(testKey(0), next(), OTHER)]));
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(await feeRecipient(0)).toBe(OTHER);
  });

  it('takes SSZ, gzipped too', async () => {
    const encode = (timestamp: number, recipient: string) =>
      Buffer.concat(
        [1, 2].map((i) =>
          ssz.bellatrix.SignedValidatorRegistrationV1.serialize(signRegistration(testKey(i), timestamp, recipient)),
        ),
      );
    const headers = { 'content-type': 'application/octet-stream' };
    expect((await world.post(PATH, encode(next(), OTHER), headers)).status).toBe(200);
    expect([await feeRecipient(1), await feeRecipient(2)]).toEqual([OTHER, OTHER]);
    const again = `0x${'78'.repeat(20)}`;
    const packed = gzipSync(encode(next(), again));
    expect((await world.post(PATH, packed, { ...headers, 'content-encoding': 'gzip' })).status).toBe(200);
    expect(await feeRecipient(2)).toBe(again);
  });

  it('skips a registration that is not newer', async () => {
    const timestamp = next();
    await world.post(PATH, registrationsJson([signRegistration(testKey(3), timestamp, OTHER)]));
    const same = await world.post(
      PATH,
      registrationsJson([signRegistration(testKey(3), timestamp, `0x${'79'.repeat(20)}`)]),
    );
    expect(same.status).toBe(200);
    expect(await feeRecipient(3)).toBe(OTHER);
  });

  it.each([
    ['an unknown validator', () => signRegistration(testKey(99), next()), /^not a known validator: 0x/],
    ['the future', () => signRegistration(testKey(4), next() + 11), /^timestamp too far in the future/],
    ['the time before genesis', () => signRegistration(testKey(4), 1_600_000_000), /^timestamp too early/],
    [
      'a foreign signature',
      () => ({ ...signRegistration(testKey(4), next()), signature: signRegistration(testKey(5), next()).signature }),
      /^failed to verify validator signature for 0x/,
    ],
    [
      'no signature at all',
      () => ({ ...signRegistration(testKey(4), next()), signature: new Uint8Array(96) }),
      /^failed/,
    ],
  ])('refuses %s', async (_, make, message) => {
    const response = await world.post(PATH, registrationsJson([make()]));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 400, message: expect.stringMatching(message) });
  });

  it('keeps the good ones of a batch with a bad one', async () => {
    const timestamp = next();
    const bad = { ...signRegistration(testKey(6), timestamp, OTHER), signature: new Uint8Array(96).fill(0xc0) };
    const response = await world.post(PATH, registrationsJson([bad, signRegistration(testKey(7), timestamp, OTHER)]));
    expect(response.status).toBe(400);
    expect(await feeRecipient(7)).toBe(OTHER);
    expect(await feeRecipient(6)).not.toBe(OTHER);
  });

  it.each([
    ['not json', {}, 400],
    ['{"a":1}', {}, 400],
    ['[{"message":{}}]', {}, 400],
    ['[]', { 'content-type': 'text/plain' }, 415],
    ['[]', { 'content-encoding': 'br' }, 415],
    ['[]', { 'content-encoding': 'gzip' }, 400],
  ])('answers %s with %o by %i', async (body, headers, status) => {
    expect((await world.post(PATH, body, headers as Record<string, string>)).status).toBe(status);
  });

  it('reads the validators again for one that is new to the chain', async () => {
    const pubkeys = world.beacon.options.pubkeys as string[];
    pubkeys.push(testPubkeys(9)[8] ?? '');
    const register = () => world.post(PATH, registrationsJson([signRegistration(testKey(8), next())]));
    await waitUntil('the registration', async () => (await register()).status === 200);
  });
});
