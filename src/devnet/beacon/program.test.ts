import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicClient, createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineStandIn } from '../../../test/support/engine-stand-in.ts';
import { writeL1Artifacts } from '../../../test/support/l1-artifacts.ts';
import { type StartedProgram, startProgram } from '../../../test/support/start-program.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import { createLogger } from '../../lib/log.ts';
import { elProgram } from '../el/program.ts';
import { beaconProgram } from './program.ts';

let dir = '';
let program: StartedProgram | undefined;
let engine: EngineStandIn | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'beacon-'));
});
afterEach(async () => {
  await program?.stop();
  await engine?.close();
  program = undefined;
  engine = undefined;
  rmSync(dir, { recursive: true });
});

/** Options for a chain whose genesis is so many seconds ago. */
async function optionsFor(secondsAgo: number, slotDurationMs: number): Promise<Record<string, string>> {
  const genesisTime = Math.floor(Date.now() / 1000) - secondsAgo;
  await writeL1Artifacts(dir, { genesisTime, slotDurationMs });
  return {
    'testnet-dir': join(dir, 'testnet'),
    'validators-dir': join(dir, 'data_validator'),
    datadir: join(dir, 'beacon'),
    'http-port': '0',
    'execution-endpoint': 'http://127.0.0.1:1',
    'execution-jwt': join(dir, 'jwtsecret'),
    'first-block-grace': '50',
  };
}

const blocks = () => program?.lines.filter((line) => line.includes(' beacon: block ')) ?? [];

describe('devnet beacon', () => {
  it('answers before genesis and before there is an execution client', async () => {
    program = await startProgram(beaconProgram, await optionsFor(-60, 2000));
    const response = await fetch(`${program.url}/eth/v1/node/syncing`);
    expect(await response.json()).toEqual({
      data: {
        head_slot: '0',
        sync_distance: '0',
        is_syncing: false,
        is_optimistic: false,
        el_offline: expect.any(Boolean),
      },
    });
    const validators = await fetch(`${program.url}/eth/v1/beacon/states/head/validators?status=active,pending`);
    expect(((await validators.json()) as { data: unknown[] }).data).toHaveLength(100);
  });

  it('ends with what is wrong when the execution client has another genesis', async () => {
    engine = await EngineStandIn.start(`0x${'12'.repeat(32)}`);
    program = await startProgram(beaconProgram, { ...(await optionsFor(0, 2000)), 'execution-endpoint': engine.url });
    await expect(program.background).rejects.toMatchObject({ code: 'execution-genesis-differs' });
  });

  it('rejects with the system’s error when its port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = String((server.address() as AddressInfo).port);
    const options = { ...(await optionsFor(0, 2000)), 'http-port': port };
    await expect(startProgram(beaconProgram, options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    server.close();
    // The data folder is free again.
    program = await startProgram(beaconProgram, { ...options, 'http-port': '0' });
  });

  it.each([
    ['config.yaml', 'chain-config-missing'],
    ['genesis.ssz', 'genesis-state-missing'],
  ])('names %s when it is missing', async (file, code) => {
    const options = await optionsFor(0, 2000);
    rmSync(join(dir, 'testnet', file));
    await expect(startProgram(beaconProgram, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(join(dir, 'testnet', file)),
    });
  });

  it.each(['', 'not a state'])('names genesis.ssz when it is broken (%j)', async (content) => {
    const options = await optionsFor(0, 2000);
    writeFileSync(join(dir, 'testnet', 'genesis.ssz'), content);
    await expect(startProgram(beaconProgram, options)).rejects.toMatchObject({
      code: 'genesis-state-invalid',
      message: expect.stringContaining('genesis.ssz'),
    });
  });

  it.each([
    [{ 'suggested-fee-recipient': '0x12' }, /suggested-fee-recipient/],
    [{ 'prepare-payload-lookahead': 'soon' }, /prepare-payload-lookahead/],
    [{ 'builder-boost-factor': '-5' }, /builder-boost-factor/],
    [{ builder: 'relay:5555' }, /builder/],
    [{ 'http-address': 'somewhere' }, /http-address/],
  ])('refuses %j', async (wrong, message) => {
    const options = { ...(await optionsFor(0, 2000)), ...wrong };
    await expect(startProgram(beaconProgram, options)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message),
    });
  });
});

describe('with the embedded execution client', () => {
  let el: Awaited<ReturnType<typeof elProgram.run>> | undefined;
  afterEach(() => el?.stop());

  async function startChain(secondsAgo: number, slotDurationMs: number, options = {}): Promise<Record<string, string>> {
    const beaconOptions = { ...(await optionsFor(secondsAgo, slotDurationMs)), ...options };
    await startEl();
    return { ...beaconOptions, 'execution-endpoint': el?.endpoints.authrpc ?? '' };
  }

  async function startEl(): Promise<void> {
    const files = { chain: join(dir, 'genesis.json'), datadir: join(dir, 'el') };
    const ports = { 'http.port': '0', 'ws.port': '0', 'authrpc.port': '0' };
    const defaults = { 'http.addr': '127.0.0.1', 'ws.addr': '127.0.0.1', 'authrpc.addr': '127.0.0.1' };
    const log = createLogger('el', 'error', () => {});
    const options = { ...defaults, ...files, ...ports, 'authrpc.jwtsecret': join(dir, 'jwtsecret') };
    el = await elProgram.run(options, { log, logLevel: 'error' });
  }

  it.each([
    [12_000, 1],
    [1000, 0],
  ])('the first block comes at once, with what was sent meanwhile (%i ms slots)', async (slotMs, into) => {
    const options = await startChain(slotMs / 1000 + into, slotMs, { 'first-block-grace': '800' });
    program = await startProgram(beaconProgram, options);
    const ready = await waitUntil('being ready', () => program?.lines.find((line) => line.includes('beacon: ready')));
    const url = el?.endpoints.http ?? '';
    const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
    const wallet = createWalletClient({ account, transport: http(url) });
    const nonce = await createPublicClient({ transport: http(url) }).getTransactionCount(account);
    const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n };
    await wallet.sendTransaction({ chain: null, to: account.address, gas: 21_000n, nonce, ...fees });
    const first = await waitUntil('the first block', () => blocks()[0]);
    expect(first).toContain('number=1 txs=1');
    expect(Date.parse(first.slice(0, 24)) - Date.parse(ready.slice(0, 24))).toBeLessThan(3000);
  });

  it('goes on where it was stopped', async () => {
    const options = await startChain(1, 1000);
    program = await startProgram(beaconProgram, options);
    await waitUntil('three blocks', () => blocks().length >= 3);
    await program.stop();
    const last = blocks().at(-1);
    const number = Number(/number=(\d+)/.exec(last ?? '')?.[1]);
    await el?.stop();
    await startEl();
    program = await startProgram(beaconProgram, { ...options, 'execution-endpoint': el?.endpoints.authrpc ?? '' });
    expect(program.lines.some((line) => line.includes('replayed=0'))).toBe(true);
    const next = await waitUntil('the next block', () => blocks()[0]);
    expect(next).toContain(`number=${number + 1} `);
  });
});
