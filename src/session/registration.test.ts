import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statePaths } from './paths.ts';
import { register, unregister } from './registration.ts';

describe('unregister', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'registration-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('forgets a folder that was named by way of a link, and no other', () => {
    const state = statePaths({ XDG_STATE_HOME: join(root, 'state') });
    for (const dir of [state.sessions, join(root, 'net'), join(root, 'other')]) mkdirSync(dir, { recursive: true });
    symlinkSync('net', join(root, 'alias'));
    register('calm-fox', join(root, 'alias'), state);

    unregister('calm-fox', join(root, 'other'), state);
    expect(readdirSync(state.sessions)).toEqual(['calm-fox']);
    unregister('calm-fox', join(root, 'net'), state);
    expect(readdirSync(state.sessions)).toEqual([]);
  });
});
