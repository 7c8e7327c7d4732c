import { PlaygroundError } from '../lib/errors.ts';
import type { LogLevel } from '../lib/log.ts';
import { withoutAbsent } from '../lib/without-absent.ts';
import type { FlagValues, Recipe } from '../recipes/recipe.ts';
import type { RunnerName } from '../runners/runner.ts';
import type { ResumeOptions, StartOptions } from '../session/session.ts';
import { clusterWishes } from './cluster-options.ts';
import { START_FLAGS } from './flags.ts';
import { namedPaths } from './named-paths.ts';

/** What the common flags of `start` mean to a session. Throws `PlaygroundError` of kind `usage`. */
export function startOptions(recipe: Recipe, flags: FlagValues, commandLine: readonly string[]): StartOptions {
  if (flags['genesis-time'] !== undefined && flags['genesis-delay'] !== undefined) {
    throw usage('genesis-conflict', '--genesis-time and --genesis-delay exclude each other', 'give one of them');
  }
  return withoutAbsent({
    recipe,
    flags: recipeFlags(flags),
    commandLine: [...commandLine],
    output: flags.output as string | undefined,
    seed: flags.seed as string | undefined,
    genesisTime: flags['genesis-time'] as number | undefined,
    genesisDelay: flags['genesis-delay'] as number | undefined,
    timeout: flags.timeout as number | undefined,
    keep: flags.keep === true,
    overrides: namedPaths(flags.override),
    bindExternal: flags['bind-external'] === true,
    prefundedAccounts: accountsOf(flags),
    logLevel: flags['log-level'] as LogLevel | undefined,
    runner: flags.runner as RunnerName | undefined,
    wishes: clusterWishes(flags),
    k8s: flags.k8s === true ? true : undefined,
    dryRun: flags['dry-run'] === true,
    detached: flags.detached === true,
  });
}

export function resumeOptions(
  flags: FlagValues,
  given: ReadonlySet<string>,
  commandLine: readonly string[],
): ResumeOptions {
  return withoutAbsent({
    name: flags.resume as string,
    timeout: flags.timeout as number | undefined,
    keep: given.has('keep') ? flags.keep === true : undefined,
    overrides: namedPaths(flags.override),
    detached: flags.detached === true,
    commandLine: [...commandLine],
  });
}

function recipeFlags(flags: FlagValues): FlagValues {
  const common = new Set(START_FLAGS.map((flag) => flag.name));
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !common.has(name) && name !== 'help'));
}

function accountsOf(flags: FlagValues): string[] {
  const accounts = listOf(flags['prefunded-accounts']).flatMap((text) => text.split(',').filter((word) => word !== ''));
  return accounts.map((account) => {
    const digits = account.replace(/^0x/, '');
    if (/^(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40})$/.test(digits)) return `0x${digits}`;
    // A mistyped key is still a secret: it is not repeated.
    throw usage(
      'invalid-value',
      `--prefunded-accounts has a value of ${digits.length} characters that is neither a private key nor an address`,
      'a private key is 64 hex digits and an address 40, with or without 0x',
    );
  });
}

function listOf(value: FlagValues[string]): string[] {
  return Array.isArray(value) ? value : [];
}

function usage(code: string, message: string, hint: string): PlaygroundError {
  return new PlaygroundError(code, message, { kind: 'usage', hint });
}
