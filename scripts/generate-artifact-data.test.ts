import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ARTIFACT_DATA_FILE, renderArtifactData } from './generate-artifact-data.ts';

test('the generated artifact data is what the script writes', async () => {
  expect(readFileSync(ARTIFACT_DATA_FILE, 'utf8'), 'run `node scripts/generate-artifact-data.ts`').toBe(
    await renderArtifactData(),
  );
});
