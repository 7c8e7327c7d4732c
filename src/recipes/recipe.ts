import type { ArtifactFile } from '../artifacts/artifact.ts';
import type { Manifest } from '../manifest/service.ts';

/** A command line flag as data: what help, completion and parsing derive from. */
export interface FlagSpec {
  /** Without dashes. */
  name: string;
  /** A single letter, without the dash. */
  short?: string;
  type: 'boolean' | 'string' | 'integer' | 'duration' | 'choice' | 'list';
  description: string;
  /** Shown in help; absent flags take it. Durations are written like `12s`. */
  default?: string | number | boolean;
  /** For `choice`: the values allowed. */
  choices?: readonly string[];
  /** What stands for the value in help: `PATH`, `SECONDS`. */
  placeholder?: string;
}

/** Parsed flags by name: boolean, string, integer; a duration is milliseconds; a list is what was given, in order. */
export type FlagValues = Record<string, boolean | string | number | string[] | undefined>;

/** What every recipe is given besides its own flags. */
export interface CookContext {
  sessionId: string;
  /** Unix seconds. */
  genesisTime: number;
  logLevel: string;
  /** What will run the services: containers, programs of this machine, pods of a cluster, or nothing (a dry run). */
  place: 'containers' | 'host' | 'cluster' | 'none';
  /** Private keys or addresses (0x…) that are funded besides the standard ones. */
  prefundedAccounts: readonly string[];
  /** Adds a load generator. */
  contender?: {
    /** The service whose JSON-RPC takes the load; the recipe's execution client where absent. */
    target?: string;
    /** `key=value`, `key value` or a bare word each. */
    extra: readonly string[];
  };
}

export interface CookResult {
  manifest: Manifest;
  artifacts: ArtifactFile[];
  /** What was decided on the user's behalf, one line each: shown first, with how to choose otherwise. */
  notices: string[];
  /** Milliseconds. */
  slotDuration: number;
  /** Extra lines for the endpoint table. */
  outputs: Record<string, string>;
}

/** What is known before anything is cooked; the genesis time is chosen from it. */
export interface RecipeOutlook {
  /** Milliseconds. */
  slotDuration: number;
  /** `embedded`: every service is our own program, up in about a second. `clients`: some are not. */
  programs: 'embedded' | 'clients';
}

export interface Recipe {
  name: string;
  description: string;
  flags: readonly FlagSpec[];
  examples: readonly { command: string; explains: string }[];
  /** Cheap and without effect. Throws the `PlaygroundError` that `cook` would throw for the same flags. */
  outlook(flags: FlagValues, place: CookContext['place']): RecipeOutlook;
  /**
   * The same flags, with whatever the place would decide said outright: they make the same files and choose the same
   * programs everywhere. Absent where nothing depends on the place.
   */
  settle?(flags: FlagValues, place: CookContext['place']): FlagValues;
  cook(flags: FlagValues, context: CookContext): Promise<CookResult>;
}
