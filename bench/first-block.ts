import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { privateKeyToAccount } from 'viem/accounts';
import { L1_CHAIN_ID, PREFUNDED_ACCOUNTS } from '../src/artifacts/l1-constants.ts';
import { rpc } from '../src/cli/block-source.ts';
import type { SessionRecord } from '../src/session/session-record.ts';
import type { Sample } from './statistics.ts';

const PROGRAM = join(import.meta.dirname, '..', 'dist', 'playground.js');
const DEADLINE_MS = 60_000;
const POLL_MS = 5;

/** From the command to the block that has a user's transaction, and from Ctrl-C to the end. */
export async function measureFirstBlock(blockTime: string, runs: number): Promise<Sample[]> {
  const rpcAfter: number[] = [];
  const minedAfter: number[] = [];
  const stopAfter: number[] = [];
  const transaction = await signedTransaction();
  for (let i = 0; i < runs; i++) {
    const times = await oneRun(blockTime, transaction);
    rpcAfter.push(times.rpc);
    minedAfter.push(times.mined);
    stopAfter.push(times.stop);
  }
  return [
    { name: `JSON-RPC answers, ${blockTime} slots`, unit: 'ms', values: rpcAfter },
    {
      name: `first block with a user's transaction, ${blockTime} slots`,
      unit: 'ms',
      goal: '≤ 2000',
      values: minedAfter,
    },
    { name: `Ctrl-C to the prompt, ${blockTime} slots`, unit: 'ms', goal: '≤ 1000', values: stopAfter },
  ];
}

async function oneRun(blockTime: string, transaction: string) {
  const home = mkdtempSync(join(tmpdir(), 'playground-bench-'));
  const dir = join(home, 'session');
  const started = performance.now();
  const args = [PROGRAM, 'start', 'l1', '--clients', 'embedded', '--block-time', blockTime, '--output', dir];
  const child = spawn(process.execPath, args, {
    stdio: 'ignore',
    env: { ...process.env, XDG_STATE_HOME: join(home, 'state') },
  });
  try {
    const url = await until(child, async () => executionUrl(dir));
    const hash = await until(child, () => rpc<string>(url, 'eth_sendRawTransaction', [transaction]));
    const answered = performance.now();
    await until(child, () => rpc<object | null>(url, 'eth_getTransactionReceipt', [hash]));
    const mined = performance.now();
    child.kill('SIGINT');
    await once(child, 'exit');
    return { rpc: answered - started, mined: mined - started, stop: performance.now() - mined };
  } finally {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
}

/** The first answer that is something; errors are what a program that is not up yet answers. */
async function until<T>(child: ChildProcess, ask: () => Promise<T | null | undefined>): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined && answer !== null) return answer;
    await delay(POLL_MS);
  }
  throw new Error(`no answer before ${child.exitCode === null ? 'the deadline' : 'the program ended'}`);
}

function executionUrl(dir: string): string | undefined {
  const record = JSON.parse(readFileSync(join(dir, 'session.json'), 'utf8')) as SessionRecord;
  const ports = record.services.find(({ name }) => name === 'el')?.ports ?? [];
  const port = ports.find(({ name }) => name === 'http')?.hostPort;
  return port === undefined || port === 0 ? undefined : `http://127.0.0.1:${port}`;
}

function signedTransaction(): Promise<string> {
  const [to, from] = PREFUNDED_ACCOUNTS;
  if (to === undefined || from === undefined) throw new Error('there are no prefunded accounts');
  return privateKeyToAccount(from.privateKey).signTransaction({
    type: 'eip1559',
    chainId: L1_CHAIN_ID,
    nonce: 1,
    to: to.address,
    value: 1n,
    gas: 21_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
    maxFeePerGas: 20_000_000_000n,
  });
}
