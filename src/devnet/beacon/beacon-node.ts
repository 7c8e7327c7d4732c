import './install-hasher.ts';
import { hexToBytes } from '../../lib/hex.ts';
import type { Logger } from '../../lib/log.ts';
import { EngineClient } from '../consensus/engine-client.ts';
import { loadEngineSecret } from '../consensus/engine-token.ts';
import type { RunningProgram } from '../program.ts';
import { startApiServer } from './api/api-server.ts';
import type { BeaconOptions } from './beacon-options.ts';
import { type BeaconParts, createBeaconParts } from './beacon-parts.ts';
import { BuilderClient } from './builder/builder-client.ts';
import { Registrar } from './builder/registrar.ts';
import type { BeaconChain } from './chain/beacon-chain.ts';
import { loadChain } from './chain/load-chain.ts';
import { KeyRing } from './validators/key-ring.ts';
import { loadKeys } from './validators/load-keys.ts';

/** Resolves when the Beacon API answers; blocks follow as soon as the execution client is there. */
export async function startBeaconNode(options: BeaconOptions, log: Logger): Promise<RunningProgram> {
  const engine = new EngineClient({
    url: options.executionEndpoint,
    jwtSecret: await loadEngineSecret(options.executionJwt),
  });
  const chain = await loadChain({ testnetDir: options.testnetDir, dataDir: options.dataDir, log });
  try {
    return await startOn(chain, engine, options, log);
  } catch (error) {
    await chain.store.close();
    throw error;
  }
}

async function startOn(
  chain: BeaconChain,
  engine: EngineClient,
  options: BeaconOptions,
  log: Logger,
): Promise<RunningProgram> {
  const stopped = new AbortController();
  const interopCount = chain.genesis.state.validators.length;
  const keys = new KeyRing(await loadKeys({ validatorsDir: options.validatorsDir, interopCount, log }));
  if (keys.pubkeys.length === 0) log.warn('there is not one validator key', { folder: options.validatorsDir });
  const builder = options.builder === undefined ? undefined : new BuilderClient(options.builder);
  const parts = createBeaconParts({ ...options, chain, engine, keys, builder, log });
  const server = await startApiServer({ ...parts, chain, builder, stopped: stopped.signal, log }, options);
  log.info('serving', { address: server.address, validators: keys.pubkeys.length, headSlot: chain.head.block.slot });
  const registrar = builder && createRegistrar(builder, chain, keys, parts, options, log);
  const work = [parts.slotLoop.run(stopped.signal), registrar?.run(stopped.signal)];
  const background = Promise.all(work).then(
    () => {},
    (error) => {
      if (!stopped.signal.aborted) throw error;
    },
  );
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    stopped.abort();
    await server.close();
    await Promise.allSettled(work);
    await saveHeadState(chain);
    await chain.store.close();
  };
  return {
    background,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

function createRegistrar(
  client: BuilderClient,
  chain: BeaconChain,
  keys: KeyRing,
  { feeRecipients }: BeaconParts,
  { suggestedFeeRecipient, builderGasLimit: gasLimit }: BeaconOptions,
  log: Logger,
): Registrar {
  return new Registrar({
    ...{ client, keys, gasLimit, log },
    clock: chain.clock,
    genesisForkVersion: chain.config.GENESIS_FORK_VERSION,
    feeRecipientOf: (pubkey) => {
      const index = chain.head.state.epochCtx.pubkeyCache.getIndex(hexToBytes(pubkey));
      return index === null ? suggestedFeeRecipient : feeRecipients.of(index);
    },
  });
}

/** With the newest state on disk the next start has nothing to replay. */
async function saveHeadState(chain: BeaconChain): Promise<void> {
  const { block, state } = chain.head;
  if (block.slot > 0) await chain.store.putState(block.slot, state.serialize());
}
