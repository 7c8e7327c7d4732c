import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { longTimeout } from './long-timeout.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('longTimeout', () => {
  it('waits for more than the timers of Node can count', async () => {
    let fired = false;
    const disarm = longTimeout(() => {
      fired = true;
    }, 2 ** 31);
    await sleep(20);
    disarm();
    expect(fired).toBe(false);
  });

  it('fires when the whole time is over, not before', () => {
    vi.useFakeTimers();
    const action = vi.fn();
    longTimeout(action, 2 ** 32);
    vi.advanceTimersByTime(2 ** 32 - 1);
    expect(action).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(action).toHaveBeenCalledOnce();
  });

  it('can be called off in its second round', () => {
    vi.useFakeTimers();
    const action = vi.fn();
    const disarm = longTimeout(action, 2 ** 32);
    vi.advanceTimersByTime(2 ** 31);
    disarm();
    vi.advanceTimersByTime(2 ** 33);
    expect(action).not.toHaveBeenCalled();
  });
});
