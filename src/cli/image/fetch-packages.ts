import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPlaygroundError, PlaygroundError } from '../../lib/errors.ts';
import { runTool } from '../../runners/engine/run-tool.ts';
import type { Platform } from './platform.ts';
import type { AbsentPackage, ProductionPackage } from './production-packages.ts';

export interface FetchedPackages {
  packages: ProductionPackage[];
  /** Deletes what was fetched. */
  remove(): void;
}

/**
 * Native code for another platform than this machine's, from npm's registry. Throws `PlaygroundError`
 * `packages-unavailable`.
 */
export async function fetchPackages(wanted: readonly AbsentPackage[], platform: Platform): Promise<FetchedPackages> {
  if (wanted.length === 0) return { packages: [], remove: () => {} };
  const dir = mkdtempSync(join(tmpdir(), 'playground-packages-'));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  const names = wanted.map(({ name, version }) => `${name}@${version}`);
  // By force: to npm they are for another machine, which its options for that do not change for what is asked for by name.
  const options = [
    '--force',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix',
    dir,
  ];
  try {
    await runTool('npm', ['install', ...options, ...names], {
      install: 'it comes with Node.js: https://nodejs.org',
    });
  } catch (error) {
    remove();
    throw unavailable(names, platform, error);
  }
  return {
    packages: wanted.map(({ name }) => ({ path: `node_modules/${name}`, dir: join(dir, 'node_modules', name) })),
    remove,
  };
}

function unavailable(names: readonly string[], platform: Platform, error: unknown): unknown {
  if (!isPlaygroundError(error)) return error;
  const said = (error.hint ?? '').split('\n');
  // npm begins with what is wrong, and ends with advice.
  const why = error.code === 'tool-missing' ? [error.message, ...said] : said.slice(0, 2);
  return new PlaygroundError(
    'packages-unavailable',
    `npm cannot fetch the native code for ${platform.name}: ${names.join(', ')}`,
    {
      kind: 'environment',
      hint: why.join('\n'),
      details: { packages: names, platform: platform.name },
      cause: error,
    },
  );
}
