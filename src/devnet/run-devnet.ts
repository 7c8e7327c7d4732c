import { isPlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { DEVNET_PROGRAMS } from './programs.ts';
import { runProgram } from './run-program.ts';

/** `playground devnet <name> [options]`. */
export async function runDevnet(name: string, args: string[]): Promise<void> {
  const load = DEVNET_PROGRAMS[name];
  if (load === undefined) {
    const guess = nearest(name, Object.keys(DEVNET_PROGRAMS));
    const hint =
      guess === undefined ? `there are: ${Object.keys(DEVNET_PROGRAMS).join(', ')}` : `did you mean ${guess}?`;
    process.stderr.write(`error: there is no devnet program "${name}"\n  ${hint}\n`);
    process.exitCode = 2;
    return;
  }
  try {
    await runProgram(await load(), args);
  } catch (error) {
    if (!isPlaygroundError(error)) throw error;
    process.stderr.write(`error: ${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`);
    process.exitCode = error.kind === 'usage' ? 2 : 1;
  }
}
