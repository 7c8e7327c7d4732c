import type { PositionedProblem } from '../read/positioned-problem.ts';
import type { ReadDocument, ReadResult } from '../read/read-resources.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { deploymentNotices } from './deployment-notices.ts';
import { validateDeployment } from './validate-deployment.ts';
import { validatePlayground } from './validate-playground.ts';

/** What is wrong with a file, in its order, and what is worth knowing. */
export interface CheckedResources {
  problems: PositionedProblem[];
  notices: PositionedProblem[];
}

export function checkResources({ documents, problems }: ReadResult): CheckedResources {
  const found = documents.flatMap((document) => problemsOf(document).map((problem) => positioned(problem, document)));
  const notices = documents.flatMap((document) =>
    document.kind === 'BuilderPlaygroundDeployment'
      ? deploymentNotices(document.resource).map((notice) => positioned(notice, document))
      : [],
  );
  const inOrder = [...problems, ...found].sort((a, b) => a.line - b.line || a.column - b.column);
  return { problems: inOrder, notices };
}

function problemsOf(document: ReadDocument): ResourceProblem[] {
  if (document.kind === 'BuilderPlaygroundDeployment') return validateDeployment(document.resource);
  return document.kind === 'BuilderPlayground' ? validatePlayground(document.resource) : [];
}

function positioned({ column, ...problem }: ResourceProblem, { positions }: ReadDocument): PositionedProblem {
  const position = positions.ofValue(problem.path, column);
  return { ...problem, ...position, ...(column === undefined ? {} : { templateColumn: column }) };
}
