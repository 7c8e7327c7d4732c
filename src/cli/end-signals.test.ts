import { expect, it } from 'vitest';
import { endSignals } from './end-signals.ts';

it('tells the first signal apart from further ones, also to those who listen late', () => {
  const signals = endSignals();
  const heard: string[] = [];
  signals.onFirst((signal) => heard.push(`first ${signal}`));
  signals.onSecond(() => heard.push('second'));
  expect(signals.aborted.aborted).toBe(false);
  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGINT', 'SIGINT');
  signals.onFirst((signal) => heard.push(`late ${signal}`));
  signals.release();
  expect(heard).toEqual(['first SIGTERM', 'second', 'late SIGTERM']);
  expect(signals.first()).toBe('SIGTERM');
  expect(signals.aborted.aborted).toBe(true);
});

it('leaves nothing behind', () => {
  const before = process.listenerCount('SIGHUP');
  endSignals().release();
  expect(process.listenerCount('SIGHUP')).toBe(before);
});
