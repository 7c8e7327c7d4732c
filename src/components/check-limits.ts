import { PlaygroundError } from '../lib/errors.ts';
import type { ComponentFacts } from './component.ts';

/** Throws `PlaygroundError` `unsupported-block-time` where a product cannot keep the slot time. */
export function checkSlotDuration({ title, limits }: ComponentFacts, slotDurationMs: number): void {
  if (limits === undefined) return;
  const { minimumSlotMs = 0, wholeSecondSlots = false, reason } = limits;
  if (slotDurationMs >= minimumSlotMs && !(wholeSecondSlots && slotDurationMs % 1000 !== 0)) return;
  const seconds = Math.max(Math.ceil(slotDurationMs / 1000), minimumSlotMs / 1000);
  throw new PlaygroundError(
    'unsupported-block-time',
    `${title} cannot keep a block time of ${slotDurationMs / 1000} s: ${reason}`,
    {
      kind: 'usage',
      hint: `use --block-time ${seconds}s or longer, or another client`,
      details: { component: title, slotDurationMs, minimumSlotMs, wholeSecondSlots },
    },
  );
}
