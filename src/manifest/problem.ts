import { PlaygroundError } from '../lib/errors.ts';

/** One thing that is wrong with a manifest, and where. */
export interface Problem {
  code: string;
  /** Absent where the manifest as a whole is meant. */
  service?: string;
  /** As manifest.json names it: `args[3]`, `env.TARGET`, `depends_on[0]`. */
  field: string;
  /** Inside a text with templates; counted from 1. */
  column?: number;
  message: string;
  hint: string;
}

/** `service "beacon", args[21], column 3: there is no service "ell" (did you mean "el"?)` */
export function formatProblem(problem: Problem): string {
  const { service, field, column, message, hint } = problem;
  const place = [
    ...(service === undefined ? [] : [`service "${service}"`]),
    field,
    ...(column === undefined ? [] : [`column ${column}`]),
  ];
  return `${place.join(', ')}: ${message} (${hint})`;
}

/**
 * All problems as one error; `details.problems` has them as data.
 * @param source the file that the manifest was read from, if any
 */
export function problemsError(problems: readonly Problem[], source = 'the manifest'): PlaygroundError {
  const [only] = problems;
  const details = { source, problems };
  if (only !== undefined && problems.length === 1) {
    const line = formatProblem({ ...only, hint: '' }).replace(/ \(\)$/, '');
    return new PlaygroundError('invalid-manifest', `${source}: ${line}`, { kind: 'usage', hint: only.hint, details });
  }
  const lines = problems.map((problem) => `\n  ${formatProblem(problem)}`).join('');
  return new PlaygroundError('invalid-manifest', `${source} has ${problems.length} problems:${lines}`, {
    kind: 'usage',
    hint: 'correct them all, then try again',
    details,
  });
}
