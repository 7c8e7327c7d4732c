import type { DeploymentService } from '../crd/deployment-schema.ts';
import { SERVICE_RULES } from '../crd/rules.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem, ruleProblem } from './problem-at.ts';

/** As container engines read it: a registry, folders and a name, then a tag, then a digest. */
const REFERENCE =
  /^(?:(?:localhost|[A-Za-z0-9-]+\.[A-Za-z0-9.-]+|[A-Za-z0-9-]+(?=:\d))(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

export function validateImage({ image, tag, useHostExecution, entrypoint = [] }: DeploymentService, path: string) {
  const problems: ResourceProblem[] = entrypoint.flatMap((word, i) =>
    word.includes('{{') ? [misplaced(`${path}.entrypoint[${i}]`)] : [],
  );
  if (image === undefined) {
    if (!useHostExecution) problems.push(ruleProblem(SERVICE_RULES.somethingRuns, path, 'add image'));
    return problems;
  }
  const [, ownTag, digest] = REFERENCE.exec(image) ?? [];
  if (image.includes('{{')) problems.push(misplaced(`${path}.image`));
  else if (!REFERENCE.test(image)) {
    const hint = 'write it like ghcr.io/paradigmxyz/reth, in lower case';
    problems.push(problem('invalid-image', `${path}.image`, `"${image}" cannot name an image`, hint));
  } else if (tag !== undefined && (ownTag ?? digest) !== undefined) {
    const message = `the image has ${ownTag === undefined ? 'a digest' : 'a tag'} already`;
    problems.push(problem('invalid-image', `${path}.tag`, message, 'remove one of the two'));
  }
  return problems;
}

function misplaced(path: string): ResourceProblem {
  const message = 'templates are answered only in args, prepare, env and readyCheck';
  return problem('misplaced-template', path, message, 'write what it stands for');
}
