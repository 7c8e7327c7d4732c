import type { FlagSpec, FlagValues } from '../recipes/recipe.ts';
import type { Output } from './output.ts';

/** One command as data: parsing, help and completion derive from it, and only its handler is code. */
export interface Command {
  /** One word, or a group and a word: `k8s generate`. */
  name: string;
  aliases?: readonly string[];
  /** One line, lower case, without a full stop. */
  summary: string;
  /** Paragraphs of the command's own help page. */
  description?: readonly string[];
  arguments: readonly ArgumentSpec[];
  flags: readonly FlagSpec[];
  examples: readonly Example[];
  /** Left out of the overview, but has a help page of its own. */
  internal?: boolean;
  load(): Promise<Handler>;
}

/** Several commands behind one first word. */
export interface CommandGroup {
  name: string;
  summary: string;
}

export interface ArgumentSpec {
  name: string;
  description: string;
  required: boolean;
  /** Takes everything that is left. */
  repeated?: boolean;
  completes?: Completes;
}

/** Where completion finds the values of an argument. */
export type Completes = 'recipe' | 'session' | 'manifest' | 'service' | 'port' | 'shell' | 'command' | 'program';

export interface Example {
  command: string;
  explains: string;
}

export interface Invocation {
  /** The words that are not flags, in order. */
  words: readonly string[];
  flags: FlagValues;
  /** Names of the flags that were really written. */
  given: ReadonlySet<string>;
  output: Output;
  /** What the user typed, without the program. */
  commandLine: readonly string[];
}

/** Returns the exit code. Throws `PlaygroundError` for what a person can mend. */
export type Handler = (invocation: Invocation) => Promise<number>;
