import { formatProblem } from '../../manifest/problem.ts';
import { validate as problemsOf } from '../../manifest/validate.ts';
import type { Invocation } from '../command.ts';
import { readManifest } from '../read-manifest.ts';

export async function validate({ words, output }: Invocation): Promise<number> {
  const { manifest, file } = await readManifest(words[0]);
  const problems = problemsOf(manifest);
  if (output.json) {
    output.document({ file, services: manifest.services.length, valid: problems.length === 0, problems });
    return problems.length === 0 ? 0 : 1;
  }
  for (const problem of problems) output.line(`${file}: ${formatProblem(problem)}`);
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  const verdict = problems.length === 0 ? 'valid' : count;
  output.line(`${file}: ${verdict}, ${manifest.services.length} services`);
  return problems.length === 0 ? 0 : 1;
}
