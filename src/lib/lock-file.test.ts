import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockHolder, releaseLock, takeLock } from './lock-file.ts';
import { ownIdentity } from './process-identity.ts';

describe('lock file', () => {
  let dir: string;
  let path: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lock-'));
    path = join(dir, 'lock');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const owner = (label: string) => ({ ...ownIdentity(), label });
  const dead = { pid: 2 ** 22 - 7, startTime: '1', label: 'dead' };

  it('belongs to one owner until it is released', () => {
    expect(takeLock(path, owner('a'))).toEqual({ taken: true });
    expect(takeLock(path, owner('b'))).toEqual({ taken: false, holder: owner('a') });
    releaseLock(path, owner('b'));
    expect(lockHolder(path)).toEqual(owner('a'));
    releaseLock(path, owner('a'));
    expect(takeLock(path, owner('b'))).toEqual({ taken: true });
    expect(readdirSync(dir)).toEqual(['lock']);
  });

  it('is taken over from a dead owner, and from a file that is not a lock', () => {
    writeFileSync(path, `${dead.pid}\t${dead.startTime}\t${dead.label}\n`);
    expect(lockHolder(path)).toBeUndefined();
    expect(takeLock(path, owner('a'))).toEqual({ taken: true, reclaimedFrom: dead });
    writeFileSync(path, '');
    expect(takeLock(path, owner('b'))).toEqual({ taken: true });
    expect(lockHolder(path)).toEqual(owner('b'));
  });

  it('goes to exactly one of many processes that find a dead owner', async () => {
    writeFileSync(path, `${dead.pid}\t${dead.startTime}\t${dead.label}\n`);
    const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
    const script = join(dir, 'racer.ts');
    const lines = [
      `import { takeLock } from ${JSON.stringify(here('lock-file.ts'))};`,
      `import { ownIdentity } from ${JSON.stringify(here('process-identity.ts'))};`,
      `import { existsSync } from 'node:fs';`,
      `process.stdin.on('end', () => process.exit(0)).resume();`,
      `process.stdout.write('armed ');`,
      `const pause = new Int32Array(new SharedArrayBuffer(4));`,
      `while (!existsSync(${JSON.stringify(join(dir, 'go'))})) Atomics.wait(pause, 0, 0, 1);`,
      `const { taken } = takeLock(${JSON.stringify(path)}, { ...ownIdentity(), label: 'x' });`,
      `process.stdout.write(taken ? 'won' : 'lost');`,
    ];
    writeFileSync(script, lines.join('\n'));
    const racers = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const words = racers.map(() => '');
    for (const [i, racer] of racers.entries()) {
      racer.stdout.on('data', (chunk) => {
        words[i] += chunk;
      });
    }
    await expect.poll(() => words.every((word) => word.includes('armed')), { timeout: 15_000 }).toBe(true);
    writeFileSync(join(dir, 'go'), '');
    await expect.poll(() => words.every((word) => /won|lost/.test(word)), { timeout: 15_000 }).toBe(true);
    expect(words.filter((word) => word.includes('won'))).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toContain('\tx\n');
    for (const racer of racers) racer.stdin.end();
    await Promise.all(racers.map((racer) => racer.exitCode ?? once(racer, 'exit')));
  });
});
