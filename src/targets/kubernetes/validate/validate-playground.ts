import { parseDuration } from '../../../lib/duration.ts';
import type { PlaygroundResource } from '../crd/playground-schema.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem } from './problem-at.ts';
import { validateMetadata } from './validate-metadata.ts';
import { validateStorageOptions } from './validate-storage.ts';

/** Everything that is wrong with a BuilderPlayground of the right form; its recipe judges the flags. Pure. */
export function validatePlayground({ metadata, spec }: PlaygroundResource): ResourceProblem[] {
  return [
    ...validateMetadata(metadata),
    ...validateStorageOptions(spec.storageMethod, spec.storage),
    ...blockTimeProblems(spec.blockTime),
  ];
}

function blockTimeProblems(blockTime: string | undefined): ResourceProblem[] {
  const milliseconds = blockTime === undefined ? 1000 : parseDuration(blockTime);
  if (milliseconds >= 1000 && milliseconds <= 86_400_000 && milliseconds % 1000 === 0) return [];
  const message = `a block time of ${blockTime} is not possible`;
  return [problem('invalid-block-time', 'spec.blockTime', message, 'use whole seconds, from 1s to 24h')];
}
