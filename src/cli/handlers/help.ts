import { PlaygroundError } from '../../lib/errors.ts';
import type { Invocation } from '../command.ts';
import { helpPage } from '../help-page.ts';

export async function help({ words, output }: Invocation): Promise<number> {
  output.write(helpPage(words, output.columns()));
  return 0;
}

/** `devnet` with a program never comes here: main.ts runs it without the command line's modules. */
export async function devnetWithoutProgram({ words }: Invocation): Promise<number> {
  throw new PlaygroundError('missing-program', `playground devnet needs its program first, then ${words.join(' ')}`, {
    kind: 'usage',
    hint: 'see playground devnet --help',
  });
}
