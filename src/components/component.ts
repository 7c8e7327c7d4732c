import type { ManifestBuilder } from '../manifest/builder.ts';

export type ComponentRole = 'el' | 'beacon' | 'validator' | 'relay' | 'mev-boost' | 'builder' | 'proxy' | 'monitor';

/** One product: how it becomes services of a manifest, and what it needs and cannot do. One file per product. */
export interface Component<Options> {
  /** Written to `manifest.json` as `component`. */
  name: string;
  /** As its makers spell it. */
  title: string;
  role: ComponentRole;
  /** How the product runs without a container; absent where it cannot. */
  binary?: HostBinary;
  /** What it refuses, checked before anything starts. */
  limits?: ComponentLimits;
  apply(builder: ManifestBuilder, options: Options): void;
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
