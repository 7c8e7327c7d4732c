import { resolve } from '../../../manifest/resolve.ts';
import type { Manifest } from '../../../manifest/service.ts';
import { servicesAddressing } from '../render/pod-addressing.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem } from './problem-at.ts';

/** What ready checks ask, with their templates answered. The manifest is expected to be valid otherwise. */
export function validateUrls(manifest: Manifest): ResourceProblem[] {
  return resolve(manifest, servicesAddressing(manifest.sessionId ?? '')).flatMap(({ readyCheck }, i) => {
    const url = readyCheck?.queryUrl ?? '';
    if (url === '' || (URL.canParse(url) && !/[\s\\]/.test(url))) return [];
    const hint = 'write it like http://localhost:8545/ready';
    return [problem('invalid-check', `spec.services[${i}].readyCheck.queryURL`, `${url} is not a URL`, hint)];
  });
}
