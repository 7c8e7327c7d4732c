import { existsSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPublicClient, createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createHome,
  type Home,
  playground,
  processesOf,
  type Started,
  startPlayground,
} from '../support/playground.ts';
import { waitUntil } from '../support/wait-until.ts';

const EMBEDDED = ['l1', '--clients', 'embedded', '--block-time', '1s'];

describe('the life of a session', () => {
  let home: Home;
  beforeEach(() => {
    home = createHome();
  });
  afterEach(() => home.remove());

  it('goes on with its chain after --keep, Ctrl-C and --resume', async () => {
    const first = await startPlayground(home, [...EMBEDDED, '--keep']);
    const hash = await sendAndMine(first);
    expect((await first.interrupt()).code).toBe(130);
    expect(await processesOf(home.dir)).toEqual([]);
    expect(existsSync(first.session.dir)).toBe(true);

    const second = await startPlayground(home, ['--resume', first.session.sessionId]);
    const reader = readerOf(second);
    expect((await reader.getTransactionReceipt({ hash })).status).toBe('success');
    const mined = (await reader.getTransactionReceipt({ hash })).blockNumber;
    await waitUntil('blocks after the restart', async () => (await headOf(second)) > mined + 1n, 60_000);
    await sendAndMine(second);
    await second.interrupt();
    expect((await playground(home, ['clean', first.session.sessionId])).code).toBe(0);
    expect(existsSync(first.session.dir)).toBe(false);
  });

  it('goes on with its chain after kill -9 of everything', async () => {
    const first = await startPlayground(home, [...EMBEDDED, '--keep']);
    const hash = await sendAndMine(first);
    const { blockNumber } = await readerOf(first).getTransactionReceipt({ hash });
    await waitUntil('two more blocks', async () => (await headOf(first)) >= blockNumber + 2n, 30_000);
    for (const { pid } of await processesOf(home.dir)) killNow(pid);
    await first.ended;
    await waitUntil('all to be gone', async () => (await processesOf(home.dir)).length === 0);

    const second = await startPlayground(home, ['--resume', first.session.sessionId]);
    expect((await readerOf(second).getTransactionReceipt({ hash })).status).toBe('success');
    await waitUntil('new blocks', async () => (await headOf(second)) >= blockNumber + 3n, 60_000);
    await second.interrupt();
  });

  it('leaves no process behind when the command line is killed with -9', async () => {
    const { child, ended } = await startPlayground(home, EMBEDDED);
    const killed = performance.now();
    child.kill('SIGKILL');
    await ended;
    await waitUntil('the services to end by themselves', async () => (await processesOf(home.dir)).length === 0, 5_000);
    process.stderr.write(`all gone ${Math.round(performance.now() - killed)} ms after kill -9 of the command line\n`);
    expect(JSON.parse((await playground(home, ['list', '--json'])).stdout)).toMatchObject([{ status: 'crashed' }]);
    expect((await playground(home, ['clean', 'all'])).code).toBe(0);
    expect(JSON.parse((await playground(home, ['list', '--json'])).stdout)).toEqual([]);
  });

  it.each(['el', 'beacon', 'mev-boost-relay', 'el_healthmon', 'beacon_healthmon'])(
    'ends, naming the service, its end and its last lines, when %s is killed with -9',
    async (service) => {
      const started = await startPlayground(home, EMBEDDED);
      const services = JSON.parse(
        (await playground(home, ['list', started.session.sessionId, '--json'])).stdout,
      ).services;
      const { pid } = services.find(({ name }: { name: string }) => name === service);
      killNow(pid);
      const { code, stderr, stdout } = await started.ended;
      expect(code).toBe(1);
      expect(stderr + stdout).toContain(service);
      expect(stderr + stdout).toContain('SIGKILL');
      expect(await processesOf(home.dir)).toEqual([]);
    },
  );

  it.each([{ flags: [] }, { flags: ['--detached'] }])(
    'ends when its folder is removed, and does not bring it back: $flags',
    async ({ flags }) => {
      const { session } = await startPlayground(home, [...EMBEDDED, ...flags]);
      rmSync(session.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
      await waitUntil('all to be gone', async () => (await processesOf(home.dir)).length === 0, 20_000);
      expect(existsSync(session.dir)).toBe(false);
      expect(JSON.parse((await playground(home, ['list', '--json'])).stdout)).toEqual([]);
    },
  );

  it('runs two sessions at once, with nothing shared', async () => {
    const [a, b] = await Promise.all([startPlayground(home, EMBEDDED), startPlayground(home, EMBEDDED)]);
    expect(a.session.dir).not.toBe(b.session.dir);
    const ports = [...a.session.endpoints, ...b.session.endpoints].map(
      ({ hostPort, protocol }) => `${hostPort}/${protocol}`,
    );
    expect(new Set(ports).size).toBe(ports.length);
    await Promise.all([sendAndMine(a), sendAndMine(b)]);
    const results = await Promise.all([
      playground(home, ['stop', a.session.sessionId]),
      playground(home, ['stop', a.session.sessionId]),
    ]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(await headOf(b)).toBeGreaterThan(0n);
    await b.interrupt();
  });

  it('returns when it is ready with --detached; stop ends it', async () => {
    const { code, stdout } = await playground(home, ['start', ...EMBEDDED, '--detached', '--json']);
    expect(code).toBe(0);
    const session = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .find(({ type }) => type === 'session');
    const el = session.endpoints.find(
      (one: { service: string; port: string }) => one.service === 'el' && one.port === 'http',
    );
    const reader = createPublicClient({ transport: http(el.url) });
    await waitUntil('a block', async () => (await reader.getBlockNumber({ cacheTime: 0 })) > 0n, 30_000);
    expect((await playground(home, ['stop'])).code).toBe(0);
    expect(await processesOf(home.dir)).toEqual([]);
    expect(existsSync(join(session.dir, 'logs', 'el.log'))).toBe(true);
    expect((await playground(home, ['clean'])).code).toBe(0);
    expect(existsSync(session.dir)).toBe(false);
  });

  it('refuses to resume from a manifest whose template names an unknown port, and says where', async () => {
    const first = await startPlayground(home, [...EMBEDDED, '--keep']);
    await first.interrupt();
    const file = join(first.session.dir, 'manifest.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('{{Service \\"el\\" \\"authrpc\\"', '{{Service \\"el\\" \\"autrpc\\"'));
    const { code, stderr } = await playground(home, ['start', '--resume', first.session.sessionId]);
    expect(code).toBe(2);
    expect(stderr).toContain('manifest.json');
    expect(stderr).toContain('autrpc');
    expect(stderr).toMatch(/beacon.*args?\[?\s?\d+.*column \d+/s);
  });
});

function readerOf(started: Started) {
  return createPublicClient({ transport: http(started.url('el', 'http')), pollingInterval: 50 });
}

function headOf(started: Started): Promise<bigint> {
  return readerOf(started).getBlockNumber({ cacheTime: 0 });
}

async function sendAndMine(started: Started): Promise<`0x${string}`> {
  const account = privateKeyToAccount(started.session.accounts[2]?.privateKey ?? '0x');
  const wallet = createWalletClient({ account, transport: http(started.url('el', 'http')) });
  const hash = await wallet.sendTransaction({ chain: null, to: account.address, value: 1n });
  const receipt = await readerOf(started).waitForTransactionReceipt({ hash, timeout: 60_000 });
  expect(receipt.status).toBe('success');
  return hash;
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Its parent was killed before it, and it has followed.
  }
}
