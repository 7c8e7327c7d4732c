import { describe, expect, it } from 'vitest';
import { Freshness } from './freshness.ts';

const BLOCK_TIME = 1000;

describe('Freshness', () => {
  it('is not ready before the first answer, and says why', () => {
    expect(new Freshness(BLOCK_TIME).verdict(0)).toEqual({ ready: false, reason: 'the chain has not been asked yet' });
  });

  it('is ready from block 0 on', () => {
    const freshness = new Freshness(BLOCK_TIME);
    freshness.observe({ head: 0, genesisMs: undefined }, 5000);
    expect(freshness.verdict(5400)).toEqual({ ready: true, head: 0, ageMs: 400 });
  });

  it('stays ready through a genesis delay and until the first block is overdue', () => {
    const freshness = new Freshness(BLOCK_TIME);
    freshness.observe({ head: 0, genesisMs: 10_000 }, 0);
    expect(freshness.verdict(12_500).ready).toBe(true);
    expect(freshness.verdict(13_001).ready).toBe(false);
  });

  it('is not ready once block time and a second have passed without a new head', () => {
    const freshness = new Freshness(BLOCK_TIME);
    freshness.observe({ head: 7, genesisMs: 0 }, 10_000);
    freshness.observe({ head: 7, genesisMs: 0 }, 11_500);
    expect(freshness.verdict(12_000)).toEqual({ ready: true, head: 7, ageMs: 2000 });
    expect(freshness.verdict(12_001)).toEqual({
      ready: false,
      head: 7,
      reason: 'no new block for 2.0 s (block time 1.0 s)',
    });
  });

  it('takes a reorg to a lower head as movement', () => {
    const freshness = new Freshness(BLOCK_TIME);
    freshness.observe({ head: 7, genesisMs: 0 }, 10_000);
    freshness.observe({ head: 6, genesisMs: 0 }, 11_900);
    expect(freshness.verdict(13_000)).toEqual({ ready: true, head: 6, ageMs: 1100 });
  });

  it('reports a failure at once, and recovers with the next answer', () => {
    const freshness = new Freshness(BLOCK_TIME);
    freshness.observe({ head: 7, genesisMs: 0 }, 0);
    freshness.fail('connection refused');
    expect(freshness.verdict(1)).toEqual({ ready: false, head: 7, reason: 'connection refused' });
    freshness.observe({ head: 8, genesisMs: 0 }, 100);
    expect(freshness.verdict(100).ready).toBe(true);
  });
});
