import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExecutionClient, openExecutionClient } from '../../src/devnet/el/execution-client.ts';
import { parseGenesis } from '../../src/devnet/el/genesis.ts';
import { JsonRpc } from '../../src/devnet/el/rpc/json-rpc.ts';
import { createLogger } from '../../src/lib/log.ts';
import { conformancePath } from '../support/conformance.ts';
import { importChain } from '../support/import-chain.ts';
import { isSkip } from '../support/real-world.ts';

const folder = conformancePath('rpc');

/** Receipts from before Byzantium carry a state root; our chains begin with Prague. */
const BEFORE_BYZANTIUM = [
  'debug_getRawReceipts/get-block-n.io',
  'eth_getBlockReceipts/get-block-receipts-by-hash.io',
  'eth_getBlockReceipts/get-block-receipts-n.io',
  'eth_getTransactionReceipt/get-legacy-contract.io',
  'eth_getTransactionReceipt/get-legacy-input.io',
  'eth_getTransactionReceipt/get-legacy-receipt.io',
];

interface Answer {
  error?: { code: number };
  result?: unknown;
}

const CASES = isSkip(folder)
  ? []
  : globSync('**/*.io', { cwd: folder })
      .filter((name) => !BEFORE_BYZANTIUM.includes(name))
      .sort();

describe.skipIf(isSkip(folder))('execution-apis', () => {
  let client: ExecutionClient;
  let rpc: JsonRpc;
  let data: string;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'el-rpc-'));
    const log = createLogger('el', 'error');
    const genesis = parseGenesis(JSON.parse(readFileSync(`${folder}/genesis.json`, 'utf8')));
    client = await openExecutionClient(genesis, data, log);
    await importChain(client.chain, readFileSync(`${folder}/chain.rlp`));
    rpc = new JsonRpc(client.publicMethods, log);
  });
  afterAll(async () => {
    await client?.close();
    await rm(data, { recursive: true, force: true });
  });

  it.each(CASES)('%s', async (name) => {
    for (const { request, expected } of exchanges(`${folder}/${name}`)) {
      const answer = withoutTimestamps(JSON.parse((await rpc.answer(request)) ?? 'null') as Answer);
      if (expected.error === undefined) expect(answer).toEqual(expected);
      else expect(answer.error?.code).toBe(expected.error.code);
    }
  });
});

/** Lines `>> request` and `<< answer`, in turn. */
function exchanges(file: string): { request: string; expected: Answer }[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (!line.startsWith('>> ')) return [];
    return [{ request: line.slice(3), expected: JSON.parse(lines[index + 1]?.slice(3) ?? '') as Answer }];
  });
}

/** The time of its block came to logs after these cases were written. */
function withoutTimestamps(answer: Answer): Answer {
  return JSON.parse(JSON.stringify(answer, (key, value) => (key === 'blockTimestamp' ? undefined : value))) as Answer;
}
