import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { ArtifactFile } from '../../../artifacts/artifact.ts';
import { PlaygroundError } from '../../../lib/errors.ts';
import { type TarEntry, writeTar } from '../../../lib/tar.ts';
import type { DeploymentSpec } from '../crd/deployment-schema.ts';
import type { KubernetesObject } from '../render/kubernetes-object.ts';
import { ARCHIVES, type Archive, partKey } from './bundle-parts.ts';
import { isSecretPath } from './is-secret-path.ts';

type BundleParts = NonNullable<NonNullable<DeploymentSpec['artifacts']>['bundle']>['parts'];

export interface Bundle {
  /** Immutable ConfigMaps, and Secrets for keys, passwords and the like; their names tell their content. */
  objects: KubernetesObject[];
  /** Of all pieces one after the other; hexadecimal. */
  sha256: string;
  /** The same objects as `spec.artifacts.bundle.parts` names them. */
  parts: BundleParts;
}

/** An object may hold 1 MiB, its names and labels included. */
const PART_SIZE = 900 * 1024;
/** Of the resource's schema. */
const MOST_PARTS = 64;
const SECRET_MODE = 0o640;

/**
 * Packs the files of a session folder for a cluster: gzipped archives, cut into objects that fit. The same files give
 * the same bundle, in whatever order. `kubectl get configmap NAME-files-0-HASH -o json | jq -r '.binaryData[]' |
 * base64 -d | tar tz` shows what is in it. Throws `PlaygroundError` `bundle-too-large` and `path-too-long`.
 * @param name beginning of the objects' names
 */
export function packBundle(
  name: string,
  files: readonly ArtifactFile[],
  labels: Readonly<Record<string, string>>,
): Bundle {
  const entries = files.map(entryOf).sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash('sha256');
  const objects = ARCHIVES.flatMap((archive) => {
    const own = entries.filter(({ path }) => isSecretPath(path) === (archive === 'secrets'));
    const parts = own.length === 0 ? [] : cut(compress(writeTar(own)));
    return parts.map((part, index) => {
      hash.update(part);
      return partObject(name, archive, index, part, labels);
    });
  });
  if (objects.length > MOST_PARTS) throw tooLarge(objects.length);
  const parts = objects.map((object) => ({
    kind: object.kind as BundleParts[number]['kind'],
    name: object.metadata.name,
  }));
  return { objects, sha256: hash.digest('hex'), parts };
}

function entryOf({ path, content, mode = 0o644 }: ArtifactFile): TarEntry {
  return {
    path,
    type: 'file',
    mode: isSecretPath(path) ? SECRET_MODE : mode,
    content: typeof content === 'string' ? Buffer.from(content) : content,
  };
}

/** The header names the system that compressed, which is nobody's business: it is set to "unknown" (RFC 1952). */
function compress(archive: Uint8Array): Buffer {
  const bytes = gzipSync(archive, { level: 9 });
  bytes[9] = 255;
  return bytes;
}

function cut(bytes: Buffer): Buffer[] {
  const count = Math.ceil(bytes.length / PART_SIZE);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * PART_SIZE, (i + 1) * PART_SIZE));
}

function partObject(
  name: string,
  archive: Archive,
  index: number,
  part: Buffer,
  labels: Readonly<Record<string, string>>,
): KubernetesObject {
  const hash = createHash('sha256').update(part).digest('hex').slice(0, 10);
  const metadata = { name: `${name}-${archive}-${index}-${hash}`, labels: { ...labels } };
  const data = { [partKey(archive, index)]: part.toString('base64') };
  if (archive === 'files') return { apiVersion: 'v1', kind: 'ConfigMap', metadata, immutable: true, binaryData: data };
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', immutable: true, data };
}

function tooLarge(parts: number): PlaygroundError {
  return new PlaygroundError(
    'bundle-too-large',
    `the files need ${parts} objects, and more than ${MOST_PARTS} is too much`,
    {
      kind: 'usage',
      hint: 'put them on the node and use artifacts of source existing',
    },
  );
}
