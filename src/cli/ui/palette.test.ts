import { describe, expect, it } from 'vitest';
import { PLAIN, paletteFor } from './palette.ts';

describe('paletteFor', () => {
  const coloured = (isTerminal: boolean, env: NodeJS.ProcessEnv) => paletteFor(isTerminal, env) !== PLAIN;

  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('terminal %s with %j: %s', (isTerminal, env, expected) => {
    expect(coloured(isTerminal, env)).toBe(expected);
  });
});
