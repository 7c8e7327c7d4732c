import { VERSION } from '../../lib/version.ts';
import type { Invocation } from '../command.ts';

export async function version({ output }: Invocation): Promise<number> {
  if (output.json) output.document({ version: VERSION, node: process.version });
  else output.line(VERSION);
  return 0;
}
