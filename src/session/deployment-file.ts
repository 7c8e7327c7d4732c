import { basename } from 'node:path';
import type { ArtifactFile } from '../artifacts/artifact.ts';
import type { EmitEvent } from '../lib/events.ts';
import { decodeManifest, encodeManifest } from '../manifest/codec.ts';
import type { Manifest } from '../manifest/service.ts';
import { sessionPaths } from './paths.ts';

/**
 * `k8s-manifest.yaml` as it would be made of the manifest's file: what memory has and the file has not says nothing.
 * Throws what `deploymentText` throws.
 */
export async function deploymentFile(manifest: Manifest, emit: EmitEvent): Promise<ArtifactFile> {
  const { deploymentText } = await import('../targets/kubernetes/generate/deployment-text.ts');
  const { deploymentName } = await import('../targets/kubernetes/generate/deployment-name.ts');
  const written = decodeManifest(encodeManifest(manifest));
  const { text, notices } = deploymentText(written, { name: deploymentName(written.sessionId) });
  for (const message of notices) emit({ type: 'notice', message });
  return { path: basename(sessionPaths('').deployment), content: text };
}
