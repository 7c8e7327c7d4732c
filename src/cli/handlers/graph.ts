import { toDot } from '../../manifest/dot.ts';
import { toMermaid } from '../../manifest/mermaid.ts';
import type { Invocation } from '../command.ts';
import { readManifest } from '../read-manifest.ts';

export async function graph({ words, flags, output }: Invocation): Promise<number> {
  const { manifest, file } = await readManifest(words[0]);
  const text = flags.format === 'mermaid' ? toMermaid(manifest) : toDot(manifest);
  if (output.json) output.document({ file, format: flags.format, text });
  else output.write(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}
