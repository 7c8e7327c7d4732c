import { existsSync, readFileSync } from 'node:fs';
import { PlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The completion script of a shell. Throws `unknown-shell`. */
export function completionScript(shell: string): string {
  if (!SHELLS.some((known) => known === shell)) {
    const guess = nearest(shell, SHELLS);
    throw new PlaygroundError('unknown-shell', `there is no completion for "${shell}"`, {
      kind: 'usage',
      hint: guess === undefined ? `shells: ${SHELLS.join(', ')}` : `did you mean ${guess}?`,
    });
  }
  // Beside this file in the sources, beside the help pages in the built package.
  const source = new URL(`./completion/playground.${shell}`, import.meta.url);
  const built = new URL(`../texts/completion_${shell}.txt`, import.meta.url);
  return readFileSync(existsSync(source) ? source : built, 'utf8');
}
