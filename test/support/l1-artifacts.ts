import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildL1Artifacts, type L1ArtifactOptions } from '../../src/artifacts/l1-artifacts.ts';

/** Fills `dir` with the files of an L1 session; Electra, 12-second slots and a genesis now unless said otherwise. */
export async function writeL1Artifacts(
  dir: string,
  options: Partial<L1ArtifactOptions> = {},
): Promise<L1ArtifactOptions> {
  const complete: L1ArtifactOptions = {
    genesisTime: Math.floor(Date.now() / 1000),
    slotDurationMs: 12_000,
    fork: 'electra',
    ...options,
  };
  for (const file of await buildL1Artifacts(complete)) {
    const path = join(dir, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.content, { mode: file.mode ?? 0o644 });
  }
  return complete;
}
