import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import type { HostProgram } from '../../targets/host/render-host.ts';
import { executableProblem } from './check-executable.ts';

/** Folders that are searched before PATH, separated as PATH is. */
export const BINARIES_VARIABLE = 'PLAYGROUND_BINARIES';

/** A program that exists and that this machine can run, with the arguments that come before the service's own. */
export interface FoundProgram {
  file: string;
  args: string[];
}

/** How our own executable is run again. */
export function ownExecutable(): FoundProgram {
  return { file: process.execPath, args: [...ownOptions(), process.argv[1] ?? ''] };
}

/** Throws `PlaygroundError` `binary-missing` or `binary-broken`, which name the service and where to get it. */
export async function findProgram(service: string, program: HostProgram, own: FoundProgram): Promise<FoundProgram> {
  if (program.kind === 'playground') return own;
  if (program.kind === 'file')
    return { file: checked(service, program.path, `check --override ${service}=…`), args: [] };
  for (const name of program.names) {
    const file = name.includes('/') ? name : await lookUp(name);
    if (file !== undefined) return { file: checked(service, file, program.install), args: [] };
  }
  const names = program.names.join(' or ');
  throw new PlaygroundError('binary-missing', `${service} needs ${names}, which is not on PATH`, {
    kind: 'environment',
    hint: `${program.install}; or name a program with --override ${service}=/path/to/${program.names[0] ?? service}`,
    details: { service, names: program.names },
  });
}

async function lookUp(name: string): Promise<string | undefined> {
  const folders = [process.env[BINARIES_VARIABLE], process.env.PATH].flatMap((list) => (list ?? '').split(delimiter));
  for (const folder of folders) {
    const file = join(folder, name);
    // Like a shell, past files that are not executable.
    if (folder !== '' && (await isExecutable(file))) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function checked(service: string, file: string, install: string): string {
  const problem = executableProblem(file);
  if (problem === undefined) return file;
  const code = problem === 'does not exist' ? 'binary-missing' : 'binary-broken';
  throw new PlaygroundError(code, `the program for ${service}, ${file}, ${problem}`, {
    kind: 'environment',
    hint: install,
    details: { service, file },
  });
}

/** Options of Node that say how to read our code, such as `--experimental-strip-types`; not those of a debugger. */
function ownOptions(): string[] {
  return process.execArgv.filter((option) => /^--(experimental|no-|enable|disable|max|import|conditions)/.test(option));
}
