import { clProxy } from './cl-proxy.ts';
import type { ComponentFacts } from './component.ts';
import { contender } from './contender.ts';
import { geth } from './geth.ts';
import { healthmon } from './healthmon.ts';
import { lighthouseBeacon } from './lighthouse-beacon.ts';
import { lighthouseValidator } from './lighthouse-validator.ts';
import { mevBoost } from './mev-boost.ts';
import { mevBoostRelay } from './mev-boost-relay.ts';
import { playgroundBeacon } from './playground-beacon.ts';
import { playgroundBuilder } from './playground-builder.ts';
import { playgroundClProxy } from './playground-cl-proxy.ts';
import { playgroundEl } from './playground-el.ts';
import { playgroundHealthmon } from './playground-healthmon.ts';
import { playgroundRelay } from './playground-relay.ts';
import { prysmBeacon } from './prysm-beacon.ts';
import { prysmValidator } from './prysm-validator.ts';
import { rbuilder } from './rbuilder.ts';
import { reth } from './reth.ts';

/** Every product, for lists, for hints and for finding the program of a service. */
export const COMPONENTS: readonly ComponentFacts[] = [
  reth,
  geth,
  playgroundEl,
  lighthouseBeacon,
  lighthouseValidator,
  prysmBeacon,
  prysmValidator,
  playgroundBeacon,
  mevBoostRelay,
  playgroundRelay,
  mevBoost,
  rbuilder,
  playgroundBuilder,
  clProxy,
  playgroundClProxy,
  healthmon,
  playgroundHealthmon,
  contender,
];

/** The product that a service's `component` names. */
export function findComponent(name: string | undefined): ComponentFacts | undefined {
  return COMPONENTS.find((component) => component.name === name);
}
