import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lastLines } from './log-tail.ts';

it('lastLines reads the end of a log, from an offset on, without empty lines', () => {
  const dir = mkdtempSync(join(tmpdir(), 'log-'));
  const path = join(dir, 'log');
  writeFileSync(path, `${'x'.repeat(50_000)}\none\n\ntwo\r\nthree`);
  expect(lastLines(path, 2)).toEqual(['two', 'three']);
  expect(lastLines(path, 10, 50_005)).toEqual(['two', 'three']);
  expect(lastLines(path, 10, 60_000)).toEqual([]);
  expect(lastLines(join(dir, 'none'), 2)).toEqual([]);
  rmSync(dir, { recursive: true });
});
