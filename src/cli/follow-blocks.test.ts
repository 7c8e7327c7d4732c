import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type FollowedBlock, followBlocks } from './follow-blocks.ts';

let server: Server;

afterEach(() => new Promise((resolve) => server.close(resolve)));

const GENESIS = 1_700_000_000;

/** A client whose head moves on with every look, after a look that fails; its relay delivered the even blocks. */
async function serveChain(): Promise<string> {
  let looks = 0;
  server = createServer(async (request, response) => {
    const url = request.url ?? '';
    if (url.startsWith('/relay/')) {
      const number = Number(url.at(-1));
      response.end(JSON.stringify(number % 2 === 0 ? [{ slot: '1' }] : []));
      return;
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const [tag] = (JSON.parse(body) as { params: [string] }).params;
    if (tag === 'finalized') {
      response.end(JSON.stringify({ error: { message: 'finalized block not found' } }));
      return;
    }
    looks++;
    if (looks === 1) response.destroy();
    else response.end(JSON.stringify({ result: block(looks - 2) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const block = (number: number) => ({
  number: `0x${number.toString(16)}`,
  hash: `0x0${number}`,
  timestamp: `0x${(GENESIS + number * 2).toString(16)}`,
  transactions: ['0x01'],
  gasUsed: '0x5208',
  baseFeePerGas: '0x7',
});

it('tells every new head but genesis, with its slot and its source', async () => {
  const url = await serveChain();
  const ending = new AbortController();
  const seen: FollowedBlock[] = [];
  await followBlocks({
    rpcUrl: url,
    relayUrl: url,
    genesisTime: GENESIS,
    slotDuration: 2000,
    signal: ending.signal,
    onBlock: (head) => {
      seen.push(head);
      if (seen.length === 2) ending.abort();
    },
  });
  expect(seen).toMatchObject([
    { number: 1, slot: 1, source: 'local', transactions: 1, gasUsed: 21_000n, baseFee: 7n, finalized: 0 },
    { number: 2, slot: 2, source: 'builder' },
  ]);
});
