import { join } from 'node:path';
import { completionScript, SHELLS } from '../../src/cli/completion-script.ts';
import { allHelpPages } from '../../src/cli/help-page.ts';
import { fileName } from '../../src/cli/prerendered.ts';
import { VERSION } from '../../src/lib/version.ts';
import { DIST } from './paths.ts';
import { writeIfChanged } from './write-if-changed.ts';

/** Writes down what `--help`, `--version` and `completion` answer, so that they load no module for it. */
export function writeTexts(): string[] {
  const texts = new Map<string | undefined, string>([['version', `${VERSION}\n`]]);
  for (const shell of SHELLS) texts.set(fileName(['completion', shell]), completionScript(shell));
  for (const [words, page] of allHelpPages()) texts.set(fileName(['help', ...words.split(' ').filter(Boolean)]), page);
  const written: string[] = [];
  for (const [name, text] of texts) {
    if (name === undefined) continue;
    written.push(join('texts', `${name}.txt`));
    writeIfChanged(join(DIST, 'texts', `${name}.txt`), text);
  }
  return written;
}
