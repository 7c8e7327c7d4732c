import { afterEach, describe, expect, it } from 'vitest';
import { BeaconStandIn } from '../../../test/support/beacon-stand-in.ts';
import { registrationsJson, signRegistration, testKey, testPubkeys } from '../../../test/support/relay-fixtures.ts';
import { serve } from '../../../test/support/serve.ts';
import { type StartedProgram, startProgram } from '../../../test/support/start-program.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import { relayProgram } from './program.ts';

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function relay(options: Record<string, string>): Promise<StartedProgram> {
  const program = await startProgram(relayProgram, { 'api-listen-port': '0', ...options });
  open.push(program.stop);
  return program;
}

async function beacon(port = 0, spec = {}): Promise<BeaconStandIn> {
  const genesisTime = Math.floor(Date.now() / 1000) - 24;
  const one = await BeaconStandIn.start({ genesisTime, slotMs: 12_000, pubkeys: testPubkeys(2), port, spec });
  open.push(() => one.close());
  return one;
}

const status = async (url: string) => (await fetch(url)).status;

describe('devnet relay', () => {
  it('answers before the beacon node does, and becomes ready with it', async () => {
    const nobody = await serve(() => {});
    await nobody.close();
    const { url, lines } = await relay({ 'beacon-client-addr': nobody.url });
    expect(await status(`${url}/eth/v1/builder/status`)).toBe(200);
    expect(await status(`${url}/`)).toBe(200);
    expect(await status(`${url}/livez`)).toBe(200);
    expect(await status(`${url}/readyz`)).toBe(503);
    await waitUntil('the line', () => lines.some((line) => line.includes('waiting for the beacon node')));
    // A registration that comes while the relay is starting is not lost.
    const registration = signRegistration(testKey(0), Math.floor(Date.now() / 1000));
    const early = fetch(`${url}/eth/v1/builder/validators`, {
      method: 'POST',
      body: registrationsJson([registration]),
      headers: { 'content-type': 'application/json' },
    });
    await beacon(nobody.port);
    expect((await early).status).toBe(200);
    await waitUntil('readyz', async () => (await status(`${url}/readyz`)) === 200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('# TYPE relay_requests_total counter\n');
    expect(metrics).toContain('relay_registrations_total 1\n');
  });

  it('fails with a hint when the beacon node runs another preset', async () => {
    const minimal = await beacon(0, { PRESET_BASE: 'minimal' });
    const { background } = await relay({ 'beacon-client-addr': minimal.url });
    await expect(background).rejects.toMatchObject({
      code: 'wrong-preset',
      hint: 'start with --preset minimal',
    });
  });

  it.each([
    [{ 'secret-key': '0x12' }, '--secret-key is not a BLS key'],
    [{ 'beacon-client-addr': 'nowhere' }, '--beacon-client-addr: "nowhere" is not an http URL'],
    [{ 'api-listen-port': '70000' }, '--api-listen-port: "70000" is not a port'],
    [{ preset: 'gnosis' }, '--preset: there is no preset "gnosis"'],
  ])('refuses %o', async (options, message) => {
    await expect(relay(options as Record<string, string>)).rejects.toThrow(message);
  });

  it('lets a taken port reach its caller', async () => {
    const taken = await beacon();
    await expect(relay({ 'api-listen-port': String(taken.port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
