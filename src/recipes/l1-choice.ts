import { checkSlotDuration } from '../components/check-limits.ts';
import { clProxy } from '../components/cl-proxy.ts';
import type { Capability, ComponentFacts } from '../components/component.ts';
import { geth } from '../components/geth.ts';
import { healthmon } from '../components/healthmon.ts';
import { PLAYGROUND_BINARY } from '../components/images.ts';
import { lighthouseBeacon } from '../components/lighthouse-beacon.ts';
import { lighthouseValidator } from '../components/lighthouse-validator.ts';
import { mevBoost } from '../components/mev-boost.ts';
import { mevBoostRelay } from '../components/mev-boost-relay.ts';
import { playgroundBeacon } from '../components/playground-beacon.ts';
import { playgroundClProxy } from '../components/playground-cl-proxy.ts';
import { playgroundEl } from '../components/playground-el.ts';
import { playgroundHealthmon } from '../components/playground-healthmon.ts';
import { playgroundRelay } from '../components/playground-relay.ts';
import { prysmBeacon } from '../components/prysm-beacon.ts';
import { prysmValidator } from '../components/prysm-validator.ts';
import { rbuilder } from '../components/rbuilder.ts';
import { reth } from '../components/reth.ts';
import { PlaygroundError } from '../lib/errors.ts';
import type { L1Options } from './l1-flags.ts';
import type { CookContext } from './recipe.ts';

const EXECUTION = { embedded: playgroundEl, reth, geth };
const CONSENSUS = {
  embedded: { beacon: playgroundBeacon, validator: undefined },
  lighthouse: { beacon: lighthouseBeacon, validator: lighthouseValidator },
  prysm: { beacon: prysmBeacon, validator: prysmValidator },
};
const RELAYS = { embedded: playgroundRelay, 'mev-boost-relay': mevBoostRelay };

export type L1Choice = ReturnType<typeof chooseL1>;

/** Which product takes which part. Throws `PlaygroundError` for what does not fit together. */
export function chooseL1(options: L1Options, place: CookContext['place']) {
  const parts = chooseParts(options, place);
  const used = usedComponents(parts, options);
  checkCapabilities(parts.el, options);
  for (const component of used) {
    checkSlotDuration(component, options.slotDurationMs);
    if (place === 'host') checkRunsOnHost(component);
  }
  const embedded = used.every((component) => component.binary === PLAYGROUND_BINARY);
  return { ...parts, embedded };
}

function chooseParts(options: L1Options, place: CookContext['place']) {
  const onHost = place === 'host';
  const standard = onHost || place === 'cluster' ? 'embedded' : 'reference';
  const family = options.clients === 'auto' ? standard : options.clients;
  const ownHelpers = family === 'embedded' || onHost;
  const standardEl = family === 'reference' || options.nativeReth ? 'reth' : 'embedded';
  const standardCl = family === 'reference' ? 'lighthouse' : 'embedded';
  return {
    family,
    el: EXECUTION[options.el ?? standardEl],
    ...CONSENSUS[options.cl ?? standardCl],
    relay: RELAYS[options.relay ?? (ownHelpers ? 'embedded' : 'mev-boost-relay')],
    monitor: ownHelpers ? playgroundHealthmon : healthmon,
    proxy: ownHelpers ? playgroundClProxy : clProxy,
  } as const;
}

function usedComponents(parts: ReturnType<typeof chooseParts>, options: L1Options): ComponentFacts[] {
  const { el, beacon, validator, relay, monitor, proxy } = parts;
  return [
    el,
    beacon,
    ...(validator === undefined ? [] : [validator]),
    relay,
    monitor,
    ...(options.secondaryEl === undefined ? [] : [proxy]),
    ...(options.separateMevBoost ? [mevBoost] : []),
    ...(options.rbuilder ? [rbuilder] : []),
  ];
}

function checkCapabilities(el: ComponentFacts, options: L1Options): void {
  const needs = (flag: string, wanted: Capability, why: string) => {
    if (el.capabilities?.includes(wanted)) return;
    throw new PlaygroundError('unsupported-combination', `--${flag} does not go with ${el.title}, which ${why}`, {
      kind: 'usage',
      hint: `add --el reth, or leave --${flag} away`,
    });
  };
  if (options.validation) needs('use-reth-for-validation', 'block-validation', 'cannot judge blocks for a relay');
  if (options.rbuilder) needs('rbuilder', 'reth-database', 'keeps no database that rbuilder can read');
  if (options.nativeReth) needs('use-native-reth', 'reth-database', 'is another client');
}

function checkRunsOnHost({ title, binary, containerOnly }: ComponentFacts): void {
  if (binary !== undefined) return;
  throw new PlaygroundError('needs-containers', `${title} runs in containers only`, {
    kind: 'usage',
    ...(containerOnly === undefined ? {} : { hint: containerOnly }),
  });
}
