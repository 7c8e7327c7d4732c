import type { Manifest } from '../../../manifest/service.ts';
import { assertValid } from '../../../manifest/validate.ts';
import { checkDeployable } from './check-deployable.ts';
import { deploymentNotes } from './deployment-notes.ts';
import { formatDeployment } from './format-deployment.ts';
import { type GenerateOptions, generateDeployment } from './generate-deployment.ts';

export interface DeploymentText {
  text: string;
  /** What a person should know, one line each; the text says it, too. */
  notices: string[];
}

/**
 * `k8s-manifest.yaml` of a manifest. Throws the `PlaygroundError`s of `generateDeployment`, and `invalid-manifest` with
 * all problems of a manifest that nothing could run.
 * @param source the file that the manifest was read from, for messages
 */
export function deploymentText(manifest: Manifest, options: GenerateOptions, source?: string): DeploymentText {
  checkDeployable(manifest.services);
  assertValid(manifest, source);
  const resource = generateDeployment(manifest, options);
  const notes = deploymentNotes(manifest, resource);
  return {
    text: formatDeployment(resource, notes),
    notices: notes.map(({ text }) => text.replaceAll(/\s*\n\s*/g, ' ')),
  };
}
