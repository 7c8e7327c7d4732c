import { writeFileSync } from 'node:fs';
import { isPlaygroundError, PlaygroundError } from '../../lib/errors.ts';
import { fileError } from '../../lib/file-error.ts';
import { nearest } from '../../lib/nearest.ts';
import { withoutAbsent } from '../../lib/without-absent.ts';
import type { FlagValues, Recipe, RecipeOutlook } from '../../recipes/recipe.ts';
import { findRecipe, RECIPES } from '../../recipes/registry.ts';
import { bundledFiles } from '../../session/artifact-volume/bundled-files.ts';
import { checkVolume } from '../../session/artifact-volume/check-volume.ts';
import { fillVolume, type Volume, type VolumeReport } from '../../session/artifact-volume/fill-volume.ts';
import { generatedFiles } from '../../session/artifact-volume/generated-files.ts';
import { ownFolder } from '../../session/artifact-volume/own-folder.ts';
import { removeVolume } from '../../session/artifact-volume/remove-volume.ts';
import type { Invocation } from '../command.ts';
import { cookingOptions } from '../cooking-options.ts';

type Action = (invocation: Invocation) => Promise<void>;

const ACTIONS: Record<string, Action> = { own, generate, unpack, check, remove };

/** What the containers run that prepare a pod's volume. One line says what was done, or why it cannot be. */
export async function artifacts(invocation: Invocation): Promise<number> {
  const [name = ''] = invocation.words;
  const action = ACTIONS[name];
  if (action === undefined) {
    throw usage('unknown-action', `there is no action "${name}"`, `choose one of ${Object.keys(ACTIONS).join(', ')}`);
  }
  try {
    await action(invocation);
  } catch (error) {
    reportFailure(invocation.flags, error);
    throw error;
  }
  return 0;
}

async function own({ flags, output }: Invocation): Promise<void> {
  const user = needed<number>(flags, 'user');
  const group = needed<number>(flags, 'group');
  for (const path of needed<string[]>(flags, 'into')) {
    const changed = await ownFolder(path, user, group);
    output.line(`${path} ${changed ? 'is now' : 'was already'} of user ${user} and group ${group}`);
  }
}

async function generate({ words, flags, output }: Invocation): Promise<void> {
  const volume = volumeOf(flags);
  const recipe = knownRecipe(words[1]);
  const options = optionsOf(flags);
  const source = generatedFiles({
    ...cookingOptions(recipe, options),
    ...withoutAbsent({
      seed: flags.seed as string | undefined,
      genesisTime: flags['genesis-time'] as number | undefined,
      genesisDelay: flags['genesis-delay'] as number | undefined,
      programs: flags.programs as RecipeOutlook['programs'] | undefined,
    }),
    recipe,
    options,
    deployment: volume.deployment,
    now: Date.now,
  });
  const report = await fillVolume(volume, source);
  output.line(`${report.made ? 'made' : 'there already:'} ${summary(report, volume)}`);
  writeReport(flags, report);
}

async function unpack({ flags, output }: Invocation): Promise<void> {
  const volume = volumeOf(flags);
  const source = bundledFiles(needed<string[]>(flags, 'from'), needed<string>(flags, 'sha256'));
  const report = await fillVolume(volume, source);
  output.line(`${report.made ? 'unpacked' : 'there already:'} ${summary(report, volume)}`);
  writeReport(flags, report);
}

async function check({ flags, output }: Invocation): Promise<void> {
  const volume = volumeOf(flags);
  const report = checkVolume(volume, listOf(flags.expect));
  output.line(`found ${summary(report, volume)}`);
  writeReport(flags, report);
}

async function remove({ flags, output }: Invocation): Promise<void> {
  const { dir, deployment } = volumeOf(flags);
  await removeVolume(dir, deployment);
  output.line(`removed ${dir}`);
}

function summary({ files, genesisTime }: VolumeReport, { dir, deployment }: Volume): string {
  const genesis = genesisTime === undefined ? '' : `, genesis at ${genesisTime}`;
  return `${files} artifacts of ${deployment} in ${dir}${genesis}`;
}

function volumeOf(flags: FlagValues): Volume {
  const [dir = '', second] = needed<string[]>(flags, 'into');
  if (second !== undefined) throw usage('extra-argument', 'only own takes --into twice', 'give it once');
  return { dir, deployment: needed<string>(flags, 'deployment'), volumes: listOf(flags.volume) };
}

function knownRecipe(name: string | undefined): Recipe {
  const recipe = name === undefined ? undefined : findRecipe(name);
  if (recipe !== undefined) return recipe;
  const names = RECIPES.map((known) => known.name);
  const guess = name === undefined ? undefined : nearest(name, names);
  const message = name === undefined ? 'generate needs a recipe' : `this version has no recipe "${name}"`;
  throw usage(
    'unknown-recipe',
    message,
    guess === undefined ? `recipes: ${names.join(', ')}` : `did you mean ${guess}?`,
  );
}

function optionsOf(flags: FlagValues): Record<string, string> {
  const pairs = listOf(flags.option).map((text): [string, string] => {
    const cut = text.indexOf('=');
    if (cut > 0) return [text.slice(0, cut), text.slice(cut + 1)];
    throw usage('invalid-value', `--option cannot be "${text}"; expected NAME=VALUE`, 'such as block-time=1s');
  });
  return Object.fromEntries(pairs);
}

function writeReport(flags: FlagValues, report: VolumeReport): void {
  if (flags.report === undefined) return;
  const path = String(flags.report);
  try {
    writeFileSync(path, `${JSON.stringify(report)}\n`);
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

/** What `kubectl describe pod` shows of a container that has ended. */
function reportFailure(flags: FlagValues, error: unknown): void {
  if (flags.report === undefined || !isPlaygroundError(error)) return;
  const { message, hint } = error;
  try {
    writeFileSync(String(flags.report), `error: ${message}${hint === undefined ? '' : ` (${hint})`}\n`);
  } catch {
    // The log says it, too.
  }
}

function needed<T extends FlagValues[string]>(flags: FlagValues, name: string): NonNullable<T> {
  const value = flags[name] as T | undefined;
  if (value !== undefined) return value as NonNullable<T>;
  throw usage('missing-flag', `this needs --${name}`, 'see playground artifacts --help');
}

function listOf(value: FlagValues[string]): string[] {
  return Array.isArray(value) ? value : [];
}

function usage(code: string, message: string, hint: string): PlaygroundError {
  return new PlaygroundError(code, message, { kind: 'usage', hint });
}
