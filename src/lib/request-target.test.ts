import { describe, expect, it } from 'vitest';
import { parseRequestTarget } from './request-target.ts';

describe('parseRequestTarget', () => {
  it.each([
    ['/a/b?c=1&d=%20?', '/a/b', 'c=1&d=+%3F'],
    ['http://localhost:1/a?b', '/a', 'b='],
    ['http://localhost', '/', ''],
    ['//', '//', ''],
    ['//[', '//[', ''],
    ['*', '*', ''],
    [undefined, '/', ''],
  ])('%s', (target, path, query) => {
    const parsed = parseRequestTarget(target);
    expect([parsed.path, String(parsed.query)]).toEqual([path, query]);
  });
});
