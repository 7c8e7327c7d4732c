import { contender } from '../components/contender.ts';
import { mevBoost } from '../components/mev-boost.ts';
import { playgroundBuilder } from '../components/playground-builder.ts';
import { rbuilder } from '../components/rbuilder.ts';
import { ManifestBuilder } from '../manifest/builder.ts';
import { chooseL1, type L1Choice } from './l1-choice.ts';
import { L1_FLAGS, type L1Options, readL1Flags } from './l1-flags.ts';
import { clientsNotice } from './l1-notice.ts';
import type { CookContext, FlagValues, Recipe } from './recipe.ts';
import { secondaryElUrl } from './secondary-el.ts';

export const l1: Recipe = {
  name: 'l1',
  description: 'Deploy a full L1 stack with mev-boost',
  flags: L1_FLAGS,
  examples: [
    { command: 'playground start l1', explains: 'an L1 with a relay; without containers all of it our own programs' },
    { command: 'playground start l1 --block-time 1s --sample-builder', explains: 'a block every second, by a builder' },
    { command: 'playground start l1 --el geth --cl prysm', explains: 'geth and Prysm instead of our own programs' },
  ],

  outlook(flags, place) {
    const options = readL1Flags(flags);
    const { embedded } = chooseL1(options, place);
    if (options.secondaryEl !== undefined) secondaryElUrl(options.secondaryEl, false);
    return { slotDuration: options.slotDurationMs, programs: embedded ? 'embedded' : 'clients' };
  },

  settle(flags, place) {
    return { ...flags, clients: chooseL1(readL1Flags(flags), place).family };
  },

  async cook(flags, context) {
    const { files, fork, ...result } = assembleL1(flags, context);
    const { buildL1Artifacts } = await import('../artifacts/l1-artifacts.ts');
    const artifacts = await buildL1Artifacts({
      genesisTime: context.genesisTime,
      slotDurationMs: result.slotDuration,
      fork,
      prefundedAccounts: context.prefundedAccounts,
    });
    return { ...result, artifacts: [...artifacts, ...files], outputs: {} };
  },
};

/** Everything but the files of the chain: pure and quick. */
export function assembleL1(flags: FlagValues, context: CookContext) {
  const options = readL1Flags(flags);
  const choice = chooseL1(options, context.place);
  const builder = new ManifestBuilder();
  addServices(builder, choice, options, context);
  return {
    manifest: builder.build(context.sessionId),
    files: builder.files,
    notices: [clientsNotice(choice, options, context.place)],
    slotDuration: options.slotDurationMs,
    fork: options.fork,
  };
}

/** In the order of the Go builder-playground's manifest. */
function addServices(builder: ManifestBuilder, choice: L1Choice, options: L1Options, context: CookContext): void {
  const { el, beacon, validator, relay, monitor, proxy, family } = choice;
  const { slotDurationMs, secondaryEl } = options;
  const { logLevel, place, contender: load } = context;
  const relayName = 'mev-boost-relay';
  el.apply(builder, { logLevel, native: options.nativeReth });
  monitor.apply(builder, { watches: 'el', chain: 'execution', slotDurationMs });
  if (secondaryEl !== undefined) {
    const inContainer = place === 'containers' || (place === 'none' && family === 'reference');
    proxy.apply(builder, { secondary: secondaryElUrl(secondaryEl, inContainer), logLevel });
  }
  beacon.apply(builder, {
    execution: secondaryEl === undefined ? 'el' : 'cl-proxy',
    builder: options.separateMevBoost ? 'mev-boost' : relayName,
    logLevel,
  });
  monitor.apply(builder, { watches: 'beacon', chain: 'beacon', slotDurationMs });
  validator?.apply(builder, { builder: true, logLevel });
  relay.apply(builder, { logLevel, ...(options.validation ? { validation: 'el' } : {}) });
  if (options.separateMevBoost) mevBoost.apply(builder, { relay: relayName });
  if (options.rbuilder) rbuilder.apply(builder, {});
  if (options.sampleBuilder) {
    const outbid = beacon.capabilities?.includes('own-block-on-tie') === true;
    playgroundBuilder.apply(builder, { relay: relayName, logLevel, outbid });
  }
  if (load !== undefined) contender.apply(builder, { target: load.target ?? 'el', extra: load.extra });
}
