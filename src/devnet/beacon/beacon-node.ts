import './install-hasher.ts';
import { SLOTS_PER_EPOCH } from '@lodestar/params';
import { isPlaygroundError, messageOf } from '../../lib/errors.ts';
import { hexToBytes } from '../../lib/hex.ts';
import type { Logger } from '../../lib/log.ts';
import { EngineClient } from '../consensus/engine-client.ts';
import { loadEngineSecret } from '../consensus/engine-token.ts';
import type { RunningProgram } from '../program.ts';
import { announceHead } from './announce-head.ts';
import { startApiServer } from './api/api-server.ts';
import { BeaconEvents } from './beacon-events.ts';
import type { BeaconOptions } from './beacon-options.ts';
import { BuilderClient } from './builder/builder-client.ts';
import { BuilderPath } from './builder/builder-path.ts';
import { Registrar } from './builder/registrar.ts';
import type { BeaconChain } from './chain/beacon-chain.ts';
import { BlockImporter } from './chain/block-importer.ts';
import type { HeadChange } from './chain/head-change.ts';
import { loadChain } from './chain/load-chain.ts';
import { ExecutionLink } from './execution/execution-link.ts';
import { PayloadPreparer } from './payload-preparer.ts';
import { SlotLoop } from './slot-loop.ts';
import { AttestationPool } from './validators/attestation-pool.ts';
import { FeeRecipients } from './validators/fee-recipients.ts';
import { KeyRing } from './validators/key-ring.ts';
import { loadKeys } from './validators/load-keys.ts';
import { graffitiBytes, Proposer } from './validators/proposer.ts';
import { SyncAggregator } from './validators/sync-aggregator.ts';

/** Resolves when the Beacon API answers; blocks follow as soon as the execution client is there. */
export async function startBeaconNode(options: BeaconOptions, log: Logger): Promise<RunningProgram> {
  const engine = new EngineClient({
    url: options.executionEndpoint,
    jwtSecret: await loadEngineSecret(options.executionJwt),
  });
  const chain = await loadChain({ testnetDir: options.testnetDir, dataDir: options.dataDir, log });
  try {
    return await assemble(chain, engine, options, log);
  } catch (error) {
    await chain.store.close();
    throw error;
  }
}

async function assemble(
  chain: BeaconChain,
  engine: EngineClient,
  options: BeaconOptions,
  log: Logger,
): Promise<RunningProgram> {
  const stopped = new AbortController();
  const events = new BeaconEvents();
  const interopCount = chain.genesis.state.validators.length;
  const keys = new KeyRing(await loadKeys({ validatorsDir: options.validatorsDir, interopCount, log }));
  const feeRecipients = new FeeRecipients(options.suggestedFeeRecipient);
  const execution = new ExecutionLink(engine, chain, log);
  const feeRecipientOf = (index: number) => feeRecipients.of(index);
  const preparer = new PayloadPreparer({ chain, execution, events, feeRecipientOf, log });
  const attestations = new AttestationPool();
  const onHead = (change: HeadChange) => {
    attestations.included(change.block.signed.message.body.attestations);
    const next = Math.max(change.block.slot, chain.clock.currentSlot()) + 1;
    const prepared = preparer.prepare(next);
    const failed = (error: unknown) => log.error('after a new head', { error: messageOf(error) });
    announceHead(chain, change, events, log).catch(failed);
    prepared.then(() => saveStateOfEpoch(chain, change)).catch(failed);
  };
  const importer = new BlockImporter(chain, execution, log, onHead);
  const client = options.builder === undefined ? undefined : new BuilderClient(options.builder);
  const builder =
    client && new BuilderPath({ client, chain, importer, preparer, boostFactor: options.builderBoostFactor, log });
  const server = await startApiServer(
    { chain, events, importer, execution, feeRecipients, builder: client, stopped: stopped.signal, log },
    options,
  );
  log.info('Beacon API up', { url: server.url, validators: keys.pubkeys.length, slot: chain.head.block.slot });
  const loop = new SlotLoop({
    ...{ chain, execution, preparer, keys, attestations, log },
    proposer: new Proposer({
      ...{ chain, execution, importer, preparer, builder, attestations, log },
      syncAggregator: new SyncAggregator(keys),
      graffiti: graffitiBytes(options.graffiti),
    }),
    firstBlockGraceMs: options.firstBlockGraceMs,
    lookaheadMs: options.lookaheadMs,
  });
  const registrar =
    client &&
    new Registrar({
      ...{ client, keys, log },
      clock: chain.clock,
      genesisForkVersion: chain.config.GENESIS_FORK_VERSION,
      feeRecipientOf: (pubkey) => {
        const index = chain.head.state.epochCtx.pubkeyCache.getIndex(hexToBytes(pubkey));
        return index === null ? options.suggestedFeeRecipient : feeRecipients.of(index);
      },
      gasLimit: options.builderGasLimit,
    });
  const working = [loop.run(stopped.signal), registrar?.run(stopped.signal)].map((work) =>
    work?.catch(failUnless(stopped.signal, log)),
  );
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    stopped.abort();
    await server.close();
    await Promise.allSettled(working);
    await saveHeadState(chain);
    await chain.store.close();
  };
  return { stop: () => (stopping ??= stop()) };
}

/** Ends the process for what keeps the node from working, unless it is being stopped anyway. */
function failUnless(stopped: AbortSignal, log: Logger): (error: unknown) => void {
  return (error) => {
    if (stopped.aborted) return;
    if (isPlaygroundError(error)) log.error(error.message, { code: error.code, hint: error.hint });
    else log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  };
}

async function saveStateOfEpoch(chain: BeaconChain, { block, state, previous }: HeadChange): Promise<void> {
  const epochOf = (slot: number) => Math.floor(slot / SLOTS_PER_EPOCH);
  if (epochOf(block.slot) > epochOf(previous.block.slot)) await chain.store.putState(block.slot, state.serialize());
}

async function saveHeadState(chain: BeaconChain): Promise<void> {
  const { block, state } = chain.head;
  if (block.slot > 0) await chain.store.putState(block.slot, state.serialize());
}
