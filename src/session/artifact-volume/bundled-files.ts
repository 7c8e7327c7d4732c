import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactFile } from '../../artifacts/artifact.ts';
import { describingFileErrors } from '../../lib/file-error.ts';
import { unpackBundle } from '../../targets/kubernetes/bundle/unpack-bundle.ts';
import { chainFacts } from './chain-facts.ts';
import { digestOfRecord } from './digest.ts';
import type { FileSource } from './fill-volume.ts';

/**
 * Files of a bundle whose pieces are mounted in these folders.
 * @param sha256 of the bundle, hexadecimal
 */
export function bundledFiles(folders: readonly string[], sha256: string): FileSource {
  return {
    request: digestOfRecord({ bundle: sha256 }),
    isFixed: true,
    async make() {
      const parts = new Map((await Promise.all(folders.map(readParts))).flat());
      const files = unpackBundle(parts, sha256);
      const texts = new Map(files.map((file) => [file.path, file]));
      return { files, ...chainFacts((path) => textOf(texts.get(path))) };
    },
  };
}

/** Names that begin with a dot are the kubelet's own. */
function readParts(folder: string): Promise<[string, Buffer][]> {
  return describingFileErrors('read', folder, () => {
    const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
    return names.map((name): [string, Buffer] => [name, readFileSync(join(folder, name))]);
  });
}

function textOf(file: ArtifactFile | undefined): string | undefined {
  return file === undefined ? undefined : Buffer.from(file.content).toString('utf8');
}
