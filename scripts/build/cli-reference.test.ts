import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliReference } from './cli-reference.ts';
import { ROOT } from './paths.ts';

it('docs/cli.md says what the program says: npm run docs brings it up to date', () => {
  expect(readFileSync(join(ROOT, 'docs', 'cli.md'), 'utf8')).toBe(cliReference());
});
