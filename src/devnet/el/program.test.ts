import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../../lib/log.ts';
import { elProgram } from './program.ts';
import {
  elOptions,
  engineToken,
  PARENT_BEACON_BLOCK_ROOT,
  rpcCall,
  TestEl,
  writeElFolder,
  ZERO_HASH,
} from './test-el.ts';
import { testGenesis } from './test-genesis.ts';
import { signedTransfer } from './test-wallet.ts';

const MAIN = new URL('../../main.ts', import.meta.url).pathname;
const folders: string[] = [];
const processes: ChildProcess[] = [];

afterEach(async () => {
  for (const process of processes.splice(0)) process.kill('SIGKILL');
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function folderOf(genesis = testGenesis()): Promise<string> {
  const folder = await writeElFolder(genesis);
  folders.push(folder);
  return folder;
}

const quiet = { log: createLogger('el', 'error', () => {}), logLevel: 'error' } as const;

/** The client as a process of its own, once it serves. */
async function spawnEl(folder: string): Promise<{ process: ChildProcess; http: string; authrpc: string }> {
  const args = Object.entries(elOptions(folder)).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(process.execPath, [MAIN, 'devnet', 'el', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  processes.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const [, http, authrpc] = /http=(\S+) .*authrpc=(\S+)/.exec(line) ?? [];
    if (http !== undefined && authrpc !== undefined) return { process: child, http, authrpc };
  }
  throw new Error('the process ended before it served');
}

test('goes on after a stop: head, state, transactions and checkpoints', async () => {
  const el = await TestEl.start(testGenesis());
  try {
    const hash = await el.ask<`0x${string}`>('eth_sendRawTransaction', await signedTransfer(0, { nonce: 0 }));
    const first = (await el.mine()).executionPayload.blockHash;
    const second = (await el.mine()).executionPayload.blockHash;
    await el.setHead(second, first, first);
    const receipt = await el.ask('eth_getTransactionReceipt', hash);
    await el.restart();
    expect(await el.head()).toMatchObject({ hash: second, number: '0x2' });
    expect(await el.ask('eth_getTransactionReceipt', hash)).toEqual(receipt);
    expect(await el.ask('eth_getBlockByNumber', 'finalized', false)).toMatchObject({ hash: first });
    expect((await el.mine()).executionPayload.parentHash).toBe(second);
  } finally {
    await el.stop();
  }
});

test('goes on after kill -9, at most the last block is lost', async () => {
  const folder = await folderOf();
  let el = await spawnEl(folder);
  const engine = async (method: string, ...params: unknown[]) => {
    const { result, error } = await rpcCall(el.authrpc, method, params, engineToken());
    if (error !== undefined) throw new Error(error.message);
    return result as Record<string, unknown> & { payloadId: string; executionPayload: Record<string, string> };
  };
  const mine = async (head: { hash: string; timestamp: string }) => {
    const state = (hash: string) => ({ headBlockHash: hash, safeBlockHash: ZERO_HASH, finalizedBlockHash: ZERO_HASH });
    const attributes = {
      timestamp: `0x${(Number(head.timestamp) + 1).toString(16)}`,
      prevRandao: ZERO_HASH,
      suggestedFeeRecipient: '0x00000000000000000000000000000000000000aa',
      withdrawals: [],
      parentBeaconBlockRoot: PARENT_BEACON_BLOCK_ROOT,
    };
    const { payloadId } = await engine('engine_forkchoiceUpdatedV3', state(head.hash), attributes);
    const { executionPayload } = await engine('engine_getPayloadV4', payloadId);
    await engine('engine_newPayloadV4', executionPayload, [], PARENT_BEACON_BLOCK_ROOT, []);
    await engine('engine_forkchoiceUpdatedV3', state(executionPayload.blockHash ?? ''), null);
    return { hash: executionPayload.blockHash ?? '', timestamp: executionPayload.timestamp ?? '' };
  };
  const headOf = async () =>
    (await rpcCall(el.http, 'eth_getBlockByNumber', ['latest', false])).result as {
      hash: string;
      number: string;
      timestamp: string;
    };
  for (let nonce = 0; nonce < 5; nonce++) {
    await rpcCall(el.http, 'eth_sendRawTransaction', [await signedTransfer(0, { nonce })]);
    await mine(await headOf());
  }
  el.process.kill('SIGKILL');
  await once(el.process, 'exit');
  el = await spawnEl(folder);
  const head = await headOf();
  expect(Number(head.number)).toBeGreaterThanOrEqual(4);
  expect(Number(head.number)).toBeLessThanOrEqual(5);
  const next = await mine(head);
  expect((await headOf()).hash).toBe(next.hash);
  const end = once(el.process, 'exit');
  el.process.kill('SIGTERM');
  expect(await end).toEqual([0, null]);
});

test('a data folder belongs to one process, and to one genesis', async () => {
  const folder = await folderOf();
  const first = await elProgram.run(elOptions(folder), quiet);
  await expect(elProgram.run(elOptions(folder), quiet)).rejects.toMatchObject({ code: 'data-folder-locked' });
  await first.stop();
  await writeFile(join(folder, 'genesis.json'), JSON.stringify(testGenesis({ timestamp: 1_700_000_100 })));
  await expect(elProgram.run(elOptions(folder), quiet)).rejects.toMatchObject({ code: 'data-folder-foreign' });
});

test('a taken port is reported as the system reports it, and nothing stays behind', async () => {
  const folder = await folderOf();
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
  const { port } = squatter.address() as { port: number };
  for (const name of ['http.port', 'ws.port', 'authrpc.port']) {
    const options = { ...elOptions(folder), [name]: String(port) };
    await expect(elProgram.run(options, quiet)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  }
  squatter.close();
  const running = await elProgram.run(elOptions(folder), quiet);
  await running.stop();
});

test('missing and broken files are named', async () => {
  const folder = await folderOf();
  const options = elOptions(folder);
  const broken = join(folder, 'broken.json');
  await writeFile(broken, '{"config": {}}');
  const old = join(folder, 'old.json');
  const { config, ...rest } = testGenesis();
  await writeFile(old, JSON.stringify({ ...rest, config: { ...config, pragueTime: 1_800_000_000 } }));
  const cases: [object, string, string][] = [
    [{ chain: join(folder, 'none.json') }, 'genesis-unreadable', 'none.json'],
    [{ chain: broken }, 'genesis-invalid', 'broken.json'],
    [{ chain: old }, 'genesis-too-old', 'old.json'],
    [{ 'authrpc.jwtsecret': broken }, 'jwt-secret-unusable', 'broken.json'],
  ];
  for (const [change, code, name] of cases) {
    await expect(elProgram.run({ ...options, ...change }, quiet)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(name),
    });
  }
});
