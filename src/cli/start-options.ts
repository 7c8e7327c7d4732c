import { PlaygroundError } from '../lib/errors.ts';
import type { LogLevel } from '../lib/log.ts';
import { withoutAbsent } from '../lib/without-absent.ts';
import type { FlagValues, Recipe } from '../recipes/recipe.ts';
import type { ClusterWishes, RunnerName } from '../runners/runner.ts';
import type { ResumeOptions, StartOptions } from '../session/session.ts';
import { DEPLOYMENT_FLAGS } from './deployment-flags.ts';
import { START_FLAGS } from './flags.ts';
import { namedPaths } from './named-paths.ts';

/** What the common flags of `start` mean to a session. Throws `PlaygroundError` of kind `usage`. */
export function startOptions(recipe: Recipe, flags: FlagValues, commandLine: readonly string[]): StartOptions {
  if (flags['genesis-time'] !== undefined && flags['genesis-delay'] !== undefined) {
    throw usage('genesis-conflict', '--genesis-time and --genesis-delay exclude each other', 'give one of them');
  }
  if (flags.k8s === true && flags['dry-run'] !== true) {
    throw usage(
      'k8s-without-dry-run',
      '--k8s only writes a file: it needs --dry-run',
      'to run in a cluster, use --runner kubernetes',
    );
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

const CLUSTER_FLAGS = ['namespace', 'context'];

/** What was asked for in a cluster. Throws where nothing is to be made for one. */
function clusterWishes(flags: FlagValues): ClusterWishes | undefined {
  const text = (name: string) => flags[name] as string | undefined;
  const given = [...DEPLOYMENT_FLAGS.map(({ name }) => name), ...CLUSTER_FLAGS].filter(
    (name) => text(name) !== undefined,
  );
  const inCluster = flags.runner === 'kubernetes';
  const refused = inCluster ? undefined : given.find((name) => flags.k8s !== true || CLUSTER_FLAGS.includes(name));
  if (refused !== undefined) {
    const needed = CLUSTER_FLAGS.includes(refused)
      ? '--runner kubernetes'
      : '--runner kubernetes, or with --dry-run --k8s';
    throw usage('flag-without-cluster', `--${refused} only goes with ${needed}`, `add it, or leave --${refused} away`);
  }
  checkStorage(flags);
  if (given.length === 0) return undefined;
  return withoutAbsent({
    context: text('context'),
    namespace: text('namespace'),
    storageType: text('storage-type') as ClusterWishes['storageType'],
    storagePath: text('storage-path'),
    storageClass: text('storage-class'),
    storageSize: text('storage-size'),
    topology: text('topology') as ClusterWishes['topology'],
    network: text('network'),
    image: text('image'),
  });
}

function checkStorage(flags: FlagValues): void {
  const forClaims = ['storage-class', 'storage-size'].find((name) => flags[name] !== undefined);
  const isFolder = flags['storage-type'] === 'local-path' || flags['storage-path'] !== undefined;
  if (isFolder && forClaims !== undefined) {
    throw usage(
      'storage-conflict',
      `--${forClaims} is for volume claims, and a folder of the node is asked for`,
      'use --storage-type pvc without --storage-path',
    );
  }
  if (flags['storage-type'] === 'pvc' && flags['storage-path'] !== undefined) {
    throw usage(
      'storage-conflict',
      '--storage-path is for a folder of the node, and a volume claim is asked for',
      'use --storage-type local-path, or leave --storage-path away',
    );
  }
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
