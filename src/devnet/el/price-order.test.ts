import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Hex } from '../../lib/hex.ts';
import { effectiveTip, type PooledTransaction } from './pooled-transaction.ts';
import { PriceOrder } from './price-order.ts';

const BASE_FEE = 100n;

/** As much of a pooled transaction as the order looks at. */
function pooled(sender: number, nonce: number, feeCap: number, tipCap: number, arrival: number): PooledTransaction {
  const fields = { sender: `0x${sender}` as Hex, nonce: BigInt(nonce), feeCap: BigInt(feeCap), tipCap: BigInt(tipCap) };
  return { ...fields, arrival } as PooledTransaction;
}

const senders = fc.array(
  fc.array(fc.record({ feeCap: fc.integer({ min: 50, max: 200 }), tipCap: fc.integer({ min: 1, max: 60 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
  { maxLength: 6 },
);

test('always the best of what each sender has next; whoever cannot pay the base fee waits with all that follows', () => {
  fc.assert(
    fc.property(senders, (lists) => {
      let arrival = 0;
      const bySender = lists.map((list, sender) =>
        list.map(({ feeCap, tipCap }, nonce) => pooled(sender, nonce, feeCap, tipCap, arrival++)),
      );
      const next = ({ sender, nonce }: PooledTransaction) => bySender[Number(sender)]?.[Number(nonce) + 1];
      const order = new PriceOrder(
        bySender.flatMap((list) => list.slice(0, 1)),
        BASE_FEE,
        next,
      );
      const heads = bySender.map((list) => [...list]);
      for (let taken = order.take(); taken !== undefined; taken = order.take()) {
        const candidates = heads.flatMap((list) => list.slice(0, 1)).filter((one) => effectiveTip(one, BASE_FEE) >= 0n);
        const best = candidates.sort(
          (a, b) => Number(effectiveTip(b, BASE_FEE) - effectiveTip(a, BASE_FEE)) || a.arrival - b.arrival,
        )[0];
        expect(taken).toBe(best);
        heads[Number(taken.sender)]?.shift();
        order.include(taken);
      }
      expect(heads.every(([first]) => first === undefined || effectiveTip(first, BASE_FEE) < 0n)).toBe(true);
    }),
  );
});

test('a sender whose transaction was not included is done', () => {
  const [first, second] = [pooled(0, 0, 200, 5, 1), pooled(0, 1, 200, 5, 2)];
  const order = new PriceOrder([first], BASE_FEE, () => second);
  expect(order.take()).toBe(first);
  expect(order.take()).toBeUndefined();
});
