import { existsSync, readFileSync } from 'node:fs';

const COLUMNS = 100;

/**
 * The text that the build has written down for a command line, in `texts/` beside the program: help pages, the version
 * and completion scripts. Nothing where there is none, as when the program runs from its sources, or where the
 * terminal is too narrow for it.
 */
export function prerendered(argv: readonly string[], home: string | URL): string | undefined {
  const name = textName(argv);
  if (name === undefined || (name.startsWith('help') && narrow())) return undefined;
  const file = new URL(`texts/${name}.txt`, home);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** `start l1 --help` → `help_start_l1`. */
export function textName(argv: readonly string[]): string | undefined {
  const [first] = argv;
  const last = argv.at(-1);
  if (argv.length > 3 || first === undefined) return undefined;
  if (argv.length === 1 && ['--version', '-v', 'version'].includes(first)) return 'version';
  if (last === '--help' || last === '-h') return fileName(['help', ...argv.slice(0, -1)]);
  if (argv.length === 2 && first === 'completion') return fileName(argv);
  return first === 'help' ? fileName(['help', ...argv.slice(1)]) : undefined;
}

export function fileName(words: readonly string[]): string | undefined {
  return words.every((word) => /^[a-z0-9][a-z0-9-]*$/.test(word)) ? words.join('_') : undefined;
}

function narrow(): boolean {
  return process.stdout.isTTY === true && process.stdout.columns > 0 && process.stdout.columns < COLUMNS;
}
