import type { ManifestBuilder } from '../manifest/builder.ts';

export type ComponentRole =
  | 'el'
  | 'beacon'
  | 'validator'
  | 'relay'
  | 'mev-boost'
  | 'builder'
  | 'proxy'
  | 'monitor'
  | 'load';

/** What some products can do and their like cannot; recipes ask for it by name. */
export type Capability =
  /** Answers `flashbots_validateBuilderSubmissionV4` and later. */
  | 'block-validation'
  /** Keeps its chain in a database that rbuilder can open. */
  | 'reth-database'
  /** A beacon node that builds its own block unless a bid is worth more, be it by one gwei. */
  | 'own-block-on-tie';

/** One product: how it becomes services of a manifest, and what it needs and cannot do. One file per product. */
export interface Component<Options> extends ComponentFacts {
  apply(builder: ManifestBuilder, options: Options): void;
}

export interface ComponentFacts {
  /** Written to `manifest.json` as `component`. */
  name: string;
  /** As its makers spell it. */
  title: string;
  role: ComponentRole;
  /** How the product runs without a container; absent where it cannot. */
  binary?: HostBinary;
  /** Why there is no `binary`, and what to do instead. */
  containerOnly?: string;
  capabilities?: readonly Capability[];
  /** What a scheduler should set aside for it, and what it never needs more than. */
  resources?: { cpu: string; memory: string; memoryLimit?: string };
  /** What it refuses, checked before anything starts. */
  limits?: ComponentLimits;
}

export interface HostBinary {
  /** Names looked up on PATH, the preferred one first. `playground` means our own program. */
  names: readonly string[];
  /** One line: where to get it. */
  install: string;
}

export interface ComponentLimits {
  minimumSlotMs?: number;
  wholeSecondSlots?: boolean;
  /** Why, for the message. */
  reason: string;
}
