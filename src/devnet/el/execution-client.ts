import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import { BlockImporter } from './block-importer.ts';
import { Chain } from './chain.ts';
import { addFastRecovery, createCrypto } from './crypto.ts';
import { engineMethods } from './engine/engine-methods.ts';
import { InvalidBlocks } from './engine/invalid-blocks.ts';
import { ForkRules } from './fork-rules.ts';
import { createGenesisBlock, type Genesis } from './genesis.ts';
import { KeyValueStore } from './key-value-store.ts';
import { Kzg } from './kzg.ts';
import { PayloadBuilder } from './payload-builder.ts';
import { pointEvaluation } from './point-evaluation.ts';
import { Pool } from './pool.ts';
import { debugMethods } from './rpc/debug.ts';
import { ethBlockMethods } from './rpc/eth-blocks.ts';
import { ethCallMethods } from './rpc/eth-call.ts';
import { ethFeeMethods } from './rpc/eth-fees.ts';
import { ethFilterMethods } from './rpc/eth-filters.ts';
import { ethStateMethods } from './rpc/eth-state.ts';
import { ethSubscriptionMethods } from './rpc/eth-subscriptions.ts';
import { ethTransactionMethods } from './rpc/eth-transactions.ts';
import { flashbotsMethods } from './rpc/flashbots.ts';
import type { Methods } from './rpc/methods.ts';
import { nodeInfoMethods } from './rpc/node-info.ts';
import { txpoolMethods } from './rpc/txpool.ts';
import { Simulator } from './simulator.ts';

/** Long enough after the start that nobody waits for the processor any more. Milliseconds. */
const KZG_WARM_UP = 10_000;
const GENESIS_DIGEST = 'genesis-digest';

/** An execution client without its ports. */
export interface ExecutionClient {
  chain: Chain;
  pool: Pool;
  /** For everybody. */
  publicMethods: Methods;
  /** The same and the Engine API, for the beacon node. */
  engineMethods: Methods;
  /** What can be had faster, or ready sooner, once the ports are open. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

/** Throws `PlaygroundError` for a data folder that is locked, unusable, or another chain's. */
export async function openExecutionClient(genesis: Genesis, dataFolder: string, log: Logger): Promise<ExecutionClient> {
  const crypto = await createCrypto();
  const kzg = new Kzg();
  const rules = new ForkRules(genesis as ConstructorParameters<typeof ForkRules>[0], crypto, [pointEvaluation(kzg)]);
  const store = await KeyValueStore.open(join(dataFolder, 'chain'));
  const chain = await openChain(store, rules, genesis, dataFolder).catch(async (error) => {
    await store.close();
    throw error;
  });
  logHeads(chain, log);
  const pool = new Pool(chain, kzg);
  const builder = new PayloadBuilder(chain, pool, log);
  const simulator = new Simulator(chain);
  const publicMethods: Methods = {
    ...nodeInfoMethods(chain, genesis.config, () => namespacesOf(publicMethods)),
    ...ethBlockMethods(chain, builder),
    ...ethTransactionMethods(chain, pool),
    ...ethStateMethods(chain, pool),
    ...ethCallMethods(chain, simulator),
    ...ethFeeMethods(chain),
    ...ethFilterMethods(chain, pool),
    ...ethSubscriptionMethods(chain, pool),
    ...txpoolMethods(pool),
    ...debugMethods(chain, simulator),
    ...flashbotsMethods(chain, simulator, kzg),
  };
  let kzgWarmUp: NodeJS.Timeout | undefined;
  const importer = new BlockImporter(chain);
  const invalidBlocks = new InvalidBlocks();
  return {
    chain,
    pool,
    publicMethods,
    engineMethods: { ...publicMethods, ...engineMethods({ chain, pool, builder, importer, invalidBlocks }) },
    warmUp: async () => {
      if (!(await addFastRecovery(crypto))) log.debug('signature recovery falls back to JavaScript');
      kzgWarmUp = setTimeout(() => void kzg.warmUp().catch(() => {}), KZG_WARM_UP).unref();
    },
    close: async () => {
      clearTimeout(kzgWarmUp);
      await builder.stop();
      await kzg.stop();
      await store.close();
    },
  };
}

async function openChain(store: KeyValueStore, rules: ForkRules, genesis: Genesis, folder: string): Promise<Chain> {
  const digest = createHash('sha256').update(JSON.stringify(genesis)).digest();
  const known = store.get(GENESIS_DIGEST);
  if (known !== undefined && !digest.equals(known)) {
    throw new PlaygroundError('data-folder-foreign', `the data folder ${folder} holds the chain of another genesis`, {
      kind: 'environment',
      hint: 'choose another --datadir, or delete this one to start from the new genesis',
    });
  }
  const chain = await Chain.open(store, rules, (state) => createGenesisBlock(genesis, rules, state));
  if (known === undefined) store.write([[GENESIS_DIGEST, digest]]);
  return chain;
}

function namespacesOf(methods: Methods): string[] {
  return [...new Set(Object.keys(methods).map((name) => name.split('_')[0] ?? name))].sort();
}

function logHeads(chain: Chain, log: Logger): void {
  chain.onHead(({ head, removed }) => {
    const { header, transactions } = head.block;
    if (removed.length > 0) log.info('reorganised', { blocks: removed.length, from: removed.at(-1)?.hash });
    log.info('head', { number: head.number, txs: transactions.length, gas: header.gasUsed, hash: head.hash });
  });
}
