import { existsSync } from 'node:fs';
import { createPublicClient, createWalletClient, defineChain, http, parseEther, webSocket } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHome, type Home, playground, processesOf, type Started, startPlayground } from './playground.ts';
import { waitUntil } from './wait-until.ts';

export interface NetworkSuiteOptions {
  /** Arguments of `start`. */
  args: string[];
  /** Environment of the command line besides the usual. */
  env?: Record<string, string>;
  /** Whether the relay is given blocks by a builder. */
  builder: boolean;
  /** Whether `el` serves WebSocket at `ws`. */
  webSocket: boolean;
  /** What is still there of a session besides processes and files, after it was stopped. */
  remains?(sessionId: string): Promise<string[]>;
}

/** The port that answers over HTTP, by service. */
const HTTP_PORTS: Record<string, string> = {
  el: 'http',
  beacon: 'http',
  'mev-boost-relay': 'http',
  el_healthmon: 'http',
  beacon_healthmon: 'http',
};

const HEALTH_PATHS: Record<string, string> = {
  beacon: '/eth/v1/node/syncing',
  'mev-boost-relay': '/eth/v1/builder/status',
  el_healthmon: '/ready',
  beacon_healthmon: '/ready',
};

/** What every L1 does, wherever it runs: endpoints answer, blocks come, transactions are mined, stop leaves nothing. */
export function networkSuite(options: NetworkSuiteOptions): void {
  const { args, env = {}, builder, webSocket: hasWebSocket, remains = async () => [] } = options;
  let home: Home;
  let started: Started;

  beforeAll(async () => {
    home = createHome(env);
    started = await startPlayground(home, args);
  });
  afterAll(() => home?.remove());

  const clients = () => {
    const { session } = started;
    const rpcUrl = started.url('el', 'http');
    const chain = defineChain({
      id: session.chainId,
      name: 'playground',
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [rpcUrl] } },
    });
    const account = privateKeyToAccount(session.accounts[1]?.privateKey ?? '0x');
    const transport = http(rpcUrl);
    const pollingInterval = 100;
    return {
      reader: createPublicClient({ chain, transport, pollingInterval }),
      wallet: createWalletClient({ chain, transport, account, pollingInterval }),
      account,
    };
  };

  it('answers at every HTTP endpoint that it prints', async () => {
    for (const { service, port, url } of started.session.endpoints) {
      if (HTTP_PORTS[service] !== port) continue;
      const answer =
        service === 'el'
          ? await fetch(url, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
            })
          : await fetch(`${url}${HEALTH_PATHS[service]}`);
      expect(answer.status, `${service} at ${url}`).toBe(200);
    }
  });

  // geth knows no transaction, not even as pending, before its index has seen a first block.
  it('makes a first block', async () => {
    const { reader } = clients();
    await waitUntil('block 1', async () => (await reader.getBlockNumber({ cacheTime: 0 })) > 0n, 60_000);
  });

  it('mines the transaction that it offers to paste', async () => {
    const raw = /0x02[0-9a-f]+/.exec(started.session.transaction)?.[0] as `0x${string}`;
    const { reader } = clients();
    const hash = await reader.sendRawTransaction({ serializedTransaction: raw });
    const receipt = await reader.waitForTransactionReceipt({ hash, timeout: 60_000 });
    expect(receipt.status).toBe('success');
  });

  it('makes blocks and executes transactions', async () => {
    const { reader, wallet, account } = clients();
    const recipient = '0x00000000000000000000000000000000000000aa';
    const before = await reader.getBalance({ address: recipient });
    const hash = await wallet.sendTransaction({ to: recipient, value: parseEther('1') });
    const receipt = await reader.waitForTransactionReceipt({ hash, timeout: 60_000 });
    expect(receipt.status).toBe('success');
    expect(receipt.from).toBe(account.address.toLowerCase());
    expect(await reader.getBalance({ address: recipient })).toBe(before + parseEther('1'));
    const next = receipt.blockNumber + 1n;
    await waitUntil('another block', async () => (await reader.getBlockNumber({ cacheTime: 0 })) >= next, 60_000);
  });

  if (hasWebSocket)
    it('announces new heads over WebSocket', async () => {
      const client = createPublicClient({ transport: webSocket(started.url('el', 'ws')) });
      const number = await new Promise<bigint>((found, fail) => {
        client.watchBlocks({ onBlock: (block) => found(block.number), onError: fail });
      });
      expect(number).toBeGreaterThan(0n);
      (await client.transport.getRpcClient()).close();
    });

  it('keeps the consensus and the execution head together', async () => {
    const { reader } = clients();
    const beacon = started.url('beacon', 'http');
    const agreed = await waitUntil(
      'both heads to agree',
      async () => {
        const response = await fetch(`${beacon}/eth/v2/beacon/blocks/head`, {
          headers: { accept: 'application/json' },
        });
        const { data } = (await response.json()) as {
          data: { message: { body: { execution_payload: { block_hash: string } } } };
        };
        const { hash } = await reader.getBlock();
        return data.message.body.execution_payload.block_hash === hash ? hash : undefined;
      },
      60_000,
    );
    expect(agreed).toMatch(/^0x[0-9a-f]{64}$/);
  });

  if (builder)
    it('takes a builder’s payload through the relay', async () => {
      const { reader, wallet } = clients();
      const relay = started.url('mev-boost-relay', 'http');
      const delivered = await waitUntil(
        'a payload delivered by the relay',
        async () => {
          const hash = await wallet.sendTransaction({ to: '0x00000000000000000000000000000000000000bb', value: 1n });
          const { blockHash } = await reader.waitForTransactionReceipt({ hash, timeout: 60_000 });
          const response = await fetch(
            `${relay}/relay/v1/data/bidtraces/proposer_payload_delivered?block_hash=${blockHash}`,
          );
          const [trace] = (await response.json()) as { block_hash: string; value: string }[];
          return trace?.block_hash === blockHash ? trace : undefined;
        },
        90_000,
      );
      expect(BigInt(delivered.value)).toBeGreaterThan(0n);
    });

  if (!builder)
    it('builds the block itself where the relay has no bid', async () => {
      const response = await fetch(
        `${started.url('mev-boost-relay', 'http')}/relay/v1/data/bidtraces/proposer_payload_delivered`,
      );
      expect(await response.json()).toEqual([]);
    });

  it('is seen by list, port and logs', async () => {
    const { session } = started;
    const list = JSON.parse((await playground(home, ['list', '--json'])).stdout);
    expect(list).toMatchObject([{ id: session.sessionId, status: 'ready' }]);
    const port = await playground(home, ['port', 'el', 'http']);
    expect(`http://127.0.0.1:${port.stdout.trim()}`).toBe(started.url('el', 'http'));
    const logs = await playground(home, ['logs', 'el']);
    expect(logs.stdout.length).toBeGreaterThan(0);
  });

  it('stops on Ctrl-C and leaves no process and no file', async () => {
    const { code } = await started.interrupt();
    expect(code).toBe(130);
    expect(await processesOf(home.dir)).toEqual([]);
    expect(JSON.parse((await playground(home, ['list', '--json'])).stdout)).toEqual([]);
    expect(existsSync(started.session.dir)).toBe(false);
    expect(await remains(started.session.sessionId)).toEqual([]);
  });
}
