import { describe, expect, it } from 'vitest';
import { blockLine } from './block-line.ts';
import { formatAge, formatGas, formatGasPrice, formatSlot } from './format.ts';
import { PLAIN } from './palette.ts';
import { table } from './table.ts';

describe('figures for people', () => {
  it('ages', () => {
    expect([-5, 8000, 200_000, 7_200_000, 200_000_000].map(formatAge)).toEqual(['0 s', '8 s', '3 min', '2 h', '2 d']);
  });

  it('gas and its price', () => {
    expect([0n, 21_000n, 1_250_000n].map(formatGas)).toEqual(['0', '21 k', '1.25 M']);
    expect([7n, 875_000_000n, 1_000_000_000n].map(formatGasPrice)).toEqual(['7 wei', '0.875 gwei', '1 gwei']);
  });

  it('slots', () => {
    expect([12_000, 250].map(formatSlot)).toEqual(['12 s', '250 ms']);
  });
});

describe('blockLine', () => {
  const block = {
    number: 12,
    hash: '0x',
    slot: 13,
    timestamp: 100,
    transactions: 1,
    gasUsed: 21_000n,
    baseFee: 875_000_000n,
    finalized: 0,
  };

  it('tells what is known', () => {
    expect(blockLine(block, PLAIN)).toBe('block 12  slot 13  1 tx  21 k gas  base fee 0.875 gwei  nothing finalized');
    expect(blockLine({ ...block, transactions: 2, source: 'builder', finalized: 8 }, PLAIN, 104_000)).toBe(
      'block 12  slot 13  2 txs  21 k gas  base fee 0.875 gwei  builder  4 s ago  finalized 8',
    );
  });
});

describe('table', () => {
  it('aligns all columns but the last', () => {
    expect(
      table(
        [
          ['a', 'bb', 'c'],
          ['aaa', 'b', ''],
        ],
        '  ',
      ),
    ).toEqual(['  a    bb  c', '  aaa  b']);
  });
});
