// Writes what is generated in docs/: npm run docs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cliReference } from './build/cli-reference.ts';
import { ROOT } from './build/paths.ts';

writeFileSync(join(ROOT, 'docs', 'cli.md'), cliReference());
