import { describe, expect, it } from 'vitest';
import { portLoss } from './port-loss.ts';

describe('portLoss', () => {
  const exit = (exitCode: number | null, ...lastLines: string[]) => portLoss({ exitCode, lastLines });

  it('is what our own programs say by their exit code', () => {
    expect(exit(98)).toEqual({ port: undefined });
    expect(exit(98, 'error  el: listen EADDRINUSE: address already in use 127.0.0.1:8545')).toEqual({ port: 8545 });
  });

  it('is read from what others write', () => {
    const geth = 'Fatal: Error starting protocol stack: listen tcp 127.0.0.1:8551: bind: address already in use';
    expect(exit(1, geth)).toEqual({ port: 8551 });
    const prysm =
      'time="2026-01-31 12:30:45" level=error msg="Could not listen to port" error="listen tcp 127.0.0.1:4000: bind: address already in use"';
    expect(exit(1, prysm, 'shutting down')).toEqual({ port: 4000 });
    expect(exit(null, 'Error: Address already in use (os error 98)')).toEqual({ port: undefined });
  });

  it('is not any other end', () => {
    expect(exit(1, 'out of memory')).toBeUndefined();
    expect(exit(0, 'warning: address already in use, trying another')).toBeUndefined();
  });
});
