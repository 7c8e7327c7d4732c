import { stringify } from 'yaml';
import type { ArtifactFile } from '../../../artifacts/artifact.ts';
import { PlaygroundError } from '../../../lib/errors.ts';
import type { Manifest, Service } from '../../../manifest/service.ts';
import { packBundle } from '../bundle/pack-bundle.ts';
import { labelsOf } from '../render/metadata.ts';
import { type DeploymentText, deploymentText } from './deployment-text.ts';
import { type GenerateOptions, generateDeployment } from './generate-deployment.ts';

/**
 * `k8s-manifest.yaml` with the files in it: the ConfigMaps and Secrets that hold them stand before the resource that
 * names them. Throws what `deploymentText` and `packBundle` throw, and `artifact-missing` for a file that a service
 * needs and that is not there.
 */
export function bundledDeploymentText(
  manifest: Manifest,
  files: readonly ArtifactFile[],
  options: GenerateOptions,
  source?: string,
): DeploymentText {
  const resource = generateDeployment(manifest, { ...options, artifacts: 'bundle' });
  checkFiles(manifest.services, files);
  const { name } = options;
  const { objects, sha256, parts } = packBundle(name, files, labelsOf({ name, resource }));
  const bundle = { name, sha256, parts };
  const described = deploymentText(manifest, { ...options, artifacts: 'bundle', bundle }, source);
  const documents = objects.map((object) => stringify(object, { lineWidth: 0 }));
  return { ...described, text: [...documents, described.text].join('---\n') };
}

function checkFiles(services: readonly Service[], files: readonly ArtifactFile[]): void {
  const exists = (artifact: string) => files.some(({ path }) => path === artifact || path.startsWith(`${artifact}/`));
  for (const { name, filesMapped } of services) {
    const missing = Object.values(filesMapped).find((artifact) => !exists(artifact.replace(/\/+$/, '')));
    if (missing === undefined) continue;
    throw new PlaygroundError('artifact-missing', `the folder has no ${missing}, which service "${name}" needs`, {
      kind: 'usage',
      hint: 'put it there, or leave out --artifacts bundle to have the files made in the cluster',
      details: { service: name, artifact: missing },
    });
  }
}
