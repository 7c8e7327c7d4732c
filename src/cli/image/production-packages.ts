import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import type { Platform } from './platform.ts';

/** A package that the program needs at run time. */
export interface ProductionPackage {
  /** Where it lies: `node_modules/buffer`, relative to the package that needs it at last. */
  path: string;
  /** Its folder on this machine. */
  dir: string;
}

/** Native code for a platform that npm has not installed, because this machine is another one. */
export interface AbsentPackage {
  name: string;
  version: string;
}

interface PackageJson {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/**
 * What a package needs at run time on a platform, as its own node_modules would hold it: each package at the top where
 * its name is free, else below the one that needs it. Works for every layout that Node itself can load from. Throws
 * `PlaygroundError` `package-missing`.
 * @param root folder of the package
 */
export function productionPackages(
  root: string,
  platform: Platform,
): { packages: ProductionPackage[]; absent: AbsentPackage[] } {
  const placed = new Map<string, string>();
  const absent: AbsentPackage[] = [];
  const queue = [{ dir: realpathSync(root), path: '' }];
  for (const { dir, path } of queue) {
    const { dependencies = {}, optionalDependencies = {} } = readPackage(dir);
    const natives = Object.keys(optionalDependencies).filter((name) => isFor(name, platform));
    for (const name of [
      ...Object.keys(dependencies).filter((one) => !(one in optionalDependencies)),
      ...natives,
    ].sort()) {
      const found = locate(name, dir);
      if (found === undefined && !natives.includes(name)) throw missing(name);
      if (found === undefined) absent.push({ name, version: optionalDependencies[name] ?? '' });
      else if (visible(placed, path, name) !== found) {
        const place = visible(placed, path, name) === undefined ? at('', name) : at(path, name);
        placed.set(place, found);
        queue.push({ dir: found, path: place });
      }
    }
  }
  return { packages: [...placed].map(([path, dir]) => ({ path, dir })), absent };
}

/** Packages with native code are called after their platform: `@chainsafe/blst-linux-x64-gnu`. */
function isFor(name: string, { cpu }: Platform): boolean {
  return name.endsWith(`-linux-${cpu}-gnu`);
}

/** As Node looks for it, from the folder of the package that needs it. */
function locate(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

/** What the package at `path` finds under a name, among those that are placed. */
function visible(placed: ReadonlyMap<string, string>, path: string, name: string): string | undefined {
  for (let from = path; from !== ''; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    const found = placed.get(at(from, name));
    if (found !== undefined) return found;
  }
  return placed.get(at('', name));
}

function at(path: string, name: string): string {
  return path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`;
}

function readPackage(dir: string): PackageJson {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as PackageJson;
}

function missing(name: string): PlaygroundError {
  return new PlaygroundError('package-missing', `the package ${name} is not installed`, {
    kind: 'environment',
    hint: 'install the playground again: npm install',
    details: { name },
  });
}
