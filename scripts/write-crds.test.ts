import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './build/paths.ts';
import { crdFiles } from './write-crds.ts';

test('deploy/crds is what the script writes: node scripts/write-crds.ts brings it up to date', () => {
  const folder = join('deploy', 'crds');
  const names = readdirSync(join(ROOT, folder)).toSorted();
  const written = Object.fromEntries(
    names.map((name) => [join(folder, name), readFileSync(join(ROOT, folder, name), 'utf8')]),
  );
  expect(written).toEqual(crdFiles());
});
