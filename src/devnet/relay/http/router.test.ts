import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RelayWorld } from '../../../../test/support/relay-world.ts';
import { statusOfTarget } from '../../../../test/support/status-of-target.ts';
import { API_PATHS } from '../api-paths.ts';

let world: RelayWorld;

beforeAll(async () => {
  world = await RelayWorld.start();
});
afterAll(() => world.stop());

const segment = fc.oneof(
  fc.constantFrom('-1', '0', '10', '99999999999999999999', '0x', '%00', '%ff', '__proto__', '1.5'),
  fc.stringMatching(/^(0x)?[0-9a-f]{62,98}$/),
);
const path = fc
  .tuple(
    fc.constantFrom(...Object.values(API_PATHS).map(([, pattern]) => pattern)),
    fc.array(segment, { minLength: 3 }),
  )
  .map(([pattern, values]) => pattern.replace(/:\w+/g, () => values.shift() ?? 'x'));
const query = fc.webQueryParameters().map((text) => `?slot=${text}&limit=${text}&cursor=x`);
const json = fc.oneof(
  fc.json(),
  fc
    .record({ message: fc.record({ slot: fc.oneof(fc.bigInt({ min: 0n }).map(String), fc.string()) }) })
    .map((value) => JSON.stringify(value)),
);
const body = fc.oneof(
  json.map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
);
const headers = fc.record(
  {
    'content-type': fc.constantFrom('application/json', 'application/octet-stream', 'text/plain', ''),
    'content-encoding': fc.constantFrom('gzip', 'br', 'identity'),
    'eth-consensus-version': fc.constantFrom('electra', 'fulu', 'phase0', ''),
    accept: fc.constantFrom('application/octet-stream', '*/*', 'text/html'),
  },
  { requiredKeys: [] },
);

async function expectSound(response: Response): Promise<void> {
  const text = await response.text();
  if (response.status < 400) return;
  expect(response.status).toBeLessThan(500);
  expect(JSON.parse(text)).toEqual({ code: response.status, message: expect.any(String) });
}

describe("the relay's server", () => {
  it.each(['//', '//[', '*', '/%', 'http://'])('answers to %s', async (target) => {
    expect(await statusOfTarget(world.url, target)).toBe(404);
  });

  it('answers every GET with a result or a reason', async () => {
    const ask = async (target: string) => expectSound(await world.get(target));
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
      expectSound(await world.post(target, content, extra));
    await fc.assert(fc.asyncProperty(path, body, headers, send), { numRuns: 300 });
  });
});
