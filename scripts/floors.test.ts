import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const FORBIDDEN: [room: string, from: string][] = [
  ['lib', 'manifest'],
  ['manifest', 'components'],
  ['artifacts', 'components'],
  ['components', 'artifacts'],
  ['components', 'recipes'],
  ['recipes', 'targets'],
  ['targets', 'runners'],
  ['runners', 'session'],
  ['session', 'cli'],
  ['cli', 'devnet'],
  ['devnet', 'manifest'],
];
const ALLOWED: [room: string, from: string][] = [
  ['manifest', 'lib'],
  ['components', 'manifest'],
  ['recipes', 'artifacts'],
  ['runners', 'targets'],
  ['cli', 'session'],
  ['devnet', 'lib'],
];

describe('floors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'playground-floors-'));
  let report = '';

  beforeAll(() => {
    copyFileSync('biome.json', join(folder, 'biome.json'));
    for (const [room, from] of [...FORBIDDEN, ...ALLOWED]) {
      mkdirSync(join(folder, 'src', room), { recursive: true });
      const source = `import { x } from '../${from}/x.ts';\n\nexport const y = x;\n`;
      writeFileSync(join(folder, 'src', room, `from-${from}.ts`), source);
    }
    const options = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github', '.'];
    const result = spawnSync(resolve('node_modules/.bin/biome'), options, { cwd: folder, encoding: 'utf8' });
    report = result.stdout + result.stderr;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const violation = (room: string, from: string) =>
    report.split('\n').some((line) => line.includes('noRestrictedImports') && line.includes(`${room}/from-${from}.ts`));

  it.each(FORBIDDEN)('%s may not import from %s', (room, from) => {
    expect(violation(room, from)).toBe(true);
  });

  it.each(ALLOWED)('%s may import from %s', (room, from) => {
    expect(violation(room, from)).toBe(false);
  });
});
