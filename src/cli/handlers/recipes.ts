import { RECIPES } from '../../recipes/registry.ts';
import type { Invocation } from '../command.ts';
import { table } from '../ui/table.ts';

export async function recipes({ output }: Invocation): Promise<number> {
  if (output.json) {
    output.document(RECIPES.map(({ name, description, flags, examples }) => ({ name, description, flags, examples })));
    return 0;
  }
  const rows = RECIPES.map(({ name, description }) => [output.palette.name(name), description]);
  for (const line of table(rows)) output.line(line);
  output.line();
  output.line('playground start <recipe> --help shows the flags of a recipe.');
  return 0;
}
