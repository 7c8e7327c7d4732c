import { describe, expect, it } from 'vitest';
import { padRight, stripSequences, textWidth, truncate, wrap } from './text-width.ts';

const RED = '\x1b[31mred\x1b[39m';

describe('text width', () => {
  it('does not count escape sequences', () => {
    expect(textWidth(RED)).toBe(3);
    expect(stripSequences(RED)).toBe('red');
    expect(padRight(RED, 5)).toBe(`${RED}  `);
  });

  it('cuts to a width and closes colours', () => {
    expect(truncate('abcdef', 6)).toBe('abcdef');
    expect(truncate('abcdef', 4)).toBe('abc…');
    expect(truncate(`${RED}abc`, 4)).toBe(`${RED}…\x1b[0m`);
    expect(textWidth(truncate(`${RED}abc`, 4))).toBe(4);
  });

  it('wraps at spaces and leaves long words whole', () => {
    expect(wrap('aa bb cccccc d', 5)).toEqual(['aa bb', 'cccccc', 'd']);
  });
});
