import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseTransaction, recoverTransactionAddress } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PREFUNDED_ACCOUNTS } from '../artifacts/l1-constants.ts';
import { sampleTransaction } from './sample-transaction.ts';

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: '0x5' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('sampleTransaction', () => {
  it('is signed by the second account, with its next nonce', async () => {
    const line = await sampleTransaction(url, 1337);
    const body = JSON.parse(/-d '([^']+)'/.exec(line)?.[1] ?? '') as { method: string; params: [`0x02${string}`] };
    expect(body.method).toBe('eth_sendRawTransaction');
    expect(parseTransaction(body.params[0])).toMatchObject({ chainId: 1337, nonce: 5, gas: 21_000n });
    expect(await recoverTransactionAddress({ serializedTransaction: body.params[0] })).toBe(
      PREFUNDED_ACCOUNTS[1]?.address,
    );
    expect(line.endsWith(` ${url}`)).toBe(true);
  });
});
