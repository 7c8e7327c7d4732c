import { PlaygroundError } from '../lib/errors.ts';
import type { FlagSpec, FlagValues } from './recipe.ts';

const DEFAULT_SLOT_MS = 12_000;
/** More is certainly a slip of the keys, and more than timers can count. */
const LONGEST_SLOT_MS = 86_400_000;

export const L1_FLAGS: readonly FlagSpec[] = [
  {
    name: 'clients',
    type: 'choice',
    choices: ['auto', 'reference', 'embedded'],
    default: 'auto',
    description: 'reference: reth and Lighthouse; embedded: our own programs; auto: reference for a dry run only',
  },
  {
    name: 'el',
    type: 'choice',
    choices: ['embedded', 'reth', 'geth'],
    description: 'the execution client, in place of the one that --clients gives',
  },
  {
    name: 'cl',
    type: 'choice',
    choices: ['embedded', 'lighthouse', 'prysm'],
    description: 'the beacon node and its validators, in place of those that --clients gives',
  },
  {
    name: 'relay',
    type: 'choice',
    choices: ['embedded', 'mev-boost-relay'],
    description: 'the relay, in place of the one that --clients gives',
  },
  { name: 'latest-fork', type: 'boolean', default: false, description: 'begin with Fulu instead of Electra' },
  {
    name: 'block-time',
    type: 'duration',
    default: '12s',
    placeholder: 'DURATION',
    description: 'time between two slots, in whole seconds',
  },
  {
    name: 'use-reth-for-validation',
    type: 'boolean',
    default: false,
    description: 'have the relay ask the execution client whether a block is valid before it takes it',
  },
  {
    name: 'secondary-el',
    type: 'string',
    placeholder: 'PORT|URL',
    description: 'Engine API of an execution client of yours that shall follow the chain',
  },
  {
    name: 'use-native-reth',
    type: 'boolean',
    default: false,
    description: 'run reth on this machine, not in a container',
  },
  {
    name: 'use-separate-mev-boost',
    type: 'boolean',
    default: false,
    description: 'put mev-boost between the beacon node and the relay',
  },
  { name: 'rbuilder', type: 'boolean', default: false, description: 'add rbuilder, which builds blocks for the relay' },
  {
    name: 'sample-builder',
    type: 'boolean',
    default: false,
    description: 'add a small builder of our own, so that blocks come through the relay',
  },
];

export interface L1Options {
  clients: 'auto' | 'reference' | 'embedded';
  el: 'embedded' | 'reth' | 'geth' | undefined;
  cl: 'embedded' | 'lighthouse' | 'prysm' | undefined;
  relay: 'embedded' | 'mev-boost-relay' | undefined;
  fork: 'electra' | 'fulu';
  slotDurationMs: number;
  validation: boolean;
  secondaryEl: string | undefined;
  nativeReth: boolean;
  separateMevBoost: boolean;
  rbuilder: boolean;
  sampleBuilder: boolean;
}

/** Throws `PlaygroundError` `invalid-block-time` or `invalid-choice`. */
export function readL1Flags(flags: FlagValues): L1Options {
  const secondaryEl = flags['secondary-el'];
  return {
    clients: chosen(flags, 'clients', ['auto', 'reference', 'embedded']) ?? 'auto',
    el: chosen(flags, 'el', ['embedded', 'reth', 'geth']),
    cl: chosen(flags, 'cl', ['embedded', 'lighthouse', 'prysm']),
    relay: chosen(flags, 'relay', ['embedded', 'mev-boost-relay']),
    fork: flags['latest-fork'] === true ? 'fulu' : 'electra',
    slotDurationMs: slotDuration(flags['block-time']),
    validation: flags['use-reth-for-validation'] === true,
    secondaryEl: typeof secondaryEl === 'string' && secondaryEl !== '' ? secondaryEl : undefined,
    nativeReth: flags['use-native-reth'] === true,
    separateMevBoost: flags['use-separate-mev-boost'] === true,
    rbuilder: flags.rbuilder === true,
    sampleBuilder: flags['sample-builder'] === true,
  };
}

function slotDuration(value: FlagValues[string]): number {
  const milliseconds = typeof value === 'number' ? value : DEFAULT_SLOT_MS;
  if (milliseconds >= 1000 && milliseconds <= LONGEST_SLOT_MS && milliseconds % 1000 === 0) return milliseconds;
  throw new PlaygroundError('invalid-block-time', `a block time of ${milliseconds / 1000} s is not possible`, {
    kind: 'usage',
    hint: 'use --block-time with whole seconds, from 1s to 24h',
  });
}

/** The command line has checked choices already; programs that call a recipe have not. */
function chosen<T extends string>(flags: FlagValues, name: string, choices: readonly T[]): T | undefined {
  const value = flags[name];
  if (value === undefined) return undefined;
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new PlaygroundError('invalid-choice', `--${name} cannot be "${value}"`, {
    kind: 'usage',
    hint: `choose one of ${choices.join(', ')}`,
  });
}
