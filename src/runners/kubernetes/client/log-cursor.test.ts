import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogCursor, splitTime } from './log-cursor.ts';

describe('splitTime', () => {
  it('takes the time off a line', () => {
    const time = '2026-11-26T10:00:00.123456789Z';
    expect(splitTime(`${time} hello  world`)).toEqual({ time, text: 'hello  world' });
    expect(splitTime(`${time} `)).toEqual({ time, text: '' });
    expect(splitTime(time)).toEqual({ time, text: '' });
    const zoned = '2026-11-26T12:00:00+02:00';
    expect(splitTime(`${zoned} x`)).toEqual({ time: zoned, text: 'x' });
  });

  it('knows what the kubelet says itself', () => {
    expect(splitTime('unable to retrieve container logs for containerd://1')).toBeUndefined();
    expect(splitTime('')).toBeUndefined();
  });
});

describe('LogCursor', () => {
  it('asks from the whole second of the last line', () => {
    const cursor = new LogCursor();
    expect(cursor.since).toBeUndefined();
    cursor.begin();
    expect(cursor.advance('2026-11-26T12:00:01.9+02:00')).toBe(true);
    expect(cursor.since).toBe('2026-11-26T10:00:01.000Z');
  });

  it('tells times apart by their last digits, in any zone', () => {
    const cursor = new LogCursor();
    cursor.begin();
    cursor.advance('2026-11-26T10:00:01.100000001Z');
    cursor.begin();
    expect(cursor.advance('2026-11-26T10:00:01.1Z')).toBe(false);
    expect(cursor.advance('2026-11-26T12:00:01.100000001+02:00')).toBe(false);
    expect(cursor.advance('2026-11-26T12:00:01.100000002+02:00')).toBe(true);
  });

  it('sees every line once, wherever the connection was cut', () => {
    // Many lines of the same time, and several within a second.
    const steps = fc.array(fc.constantFrom(0, 0, 1, 300_000_000, 1_000_000_000), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(steps, fc.array(fc.nat(30)), (nanoseconds, cuts) => {
        const lines: { at: number; index: number }[] = [];
        for (const [index, step] of nanoseconds.entries()) lines.push({ at: (lines.at(-1)?.at ?? 0) + step, index });
        const cursor = new LogCursor();
        const seen: number[] = [];
        for (const length of [...cuts, lines.length]) {
          const since = cursor.since === undefined ? 0 : (Date.parse(cursor.since) - EPOCH) * 1e6;
          cursor.begin();
          const answer = lines.filter(({ at }) => at >= since).slice(0, length);
          for (const { at, index } of answer) if (cursor.advance(timeOf(at))) seen.push(index);
        }
        expect(seen).toEqual(lines.map(({ index }) => index));
      }),
    );
  });

  const EPOCH = Date.parse('2026-11-26T10:00:00Z');
  const timeOf = (nanoseconds: number) => {
    const seconds = new Date(EPOCH + Math.floor(nanoseconds / 1e9) * 1000).toISOString().slice(0, 19);
    return `${seconds}.${String(nanoseconds % 1e9).padStart(9, '0')}Z`;
  };
});
