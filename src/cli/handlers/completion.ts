import type { Invocation } from '../command.ts';
import { completionScript } from '../completion-script.ts';

export async function completion({ words, output }: Invocation): Promise<number> {
  output.write(completionScript(words[0] ?? ''));
  return 0;
}
