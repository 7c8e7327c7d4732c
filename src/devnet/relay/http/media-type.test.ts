import { describe, expect, it } from 'vitest';
import { acceptedEncoding, encodingOfBody } from './media-type.ts';

describe('acceptedEncoding', () => {
  it.each([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['application/json', 'json'],
    ['application/octet-stream', 'ssz'],
    ['application/octet-stream;q=0.95, application/json;q=0.9', 'ssz'],
    ['application/octet-stream;q=1.0,application/json;q=0.9', 'ssz'],
    ['application/octet-stream;q=0.5, application/json', 'json'],
    ['application/octet-stream, */*;q=0.1', 'ssz'],
    ['application/*', 'json'],
    ['APPLICATION/JSON', 'json'],
    ['application/octet-stream;q=0, */*', 'json'],
  ])('%s → %s', (accept, encoding) => {
    expect(acceptedEncoding(accept)).toBe(encoding);
  });

  it.each(['text/html', 'application/json;q=0', 'image/*'])('refuses %s with 406', (accept) => {
    expect(() => acceptedEncoding(accept)).toThrow(expect.objectContaining({ status: 406 }));
  });
});

describe('encodingOfBody', () => {
  it.each([
    [undefined, 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['Application/Octet-Stream', 'ssz'],
  ])('%s → %s', (contentType, encoding) => {
    expect(encodingOfBody(contentType)).toBe(encoding);
  });

  it('refuses anything else with 415', () => {
    expect(() => encodingOfBody('text/plain')).toThrow(expect.objectContaining({ status: 415 }));
  });
});
