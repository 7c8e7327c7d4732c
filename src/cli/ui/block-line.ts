import type { FollowedBlock } from '../follow-blocks.ts';
import { formatAge, formatGas, formatGasPrice } from './format.ts';
import type { Palette } from './palette.ts';

/** `block 12  slot 13  3 txs  63 k gas  base fee 0.7 gwei  builder  2 s ago  finalized 8` */
export function blockLine(block: FollowedBlock, palette: Palette, now?: number): string {
  const { number, slot, transactions, gasUsed, baseFee, source, timestamp, finalized } = block;
  const parts = [
    palette.heading(`block ${number}`),
    `slot ${slot}`,
    `${transactions} ${transactions === 1 ? 'tx' : 'txs'}`,
    `${formatGas(gasUsed)} gas`,
    `base fee ${formatGasPrice(baseFee)}`,
    ...(source === undefined ? [] : [palette.name(source)]),
    ...(now === undefined ? [] : [palette.faint(`${formatAge(now - timestamp * 1000)} ago`)]),
    finalized > 0 ? palette.good(`finalized ${finalized}`) : palette.faint('nothing finalized'),
  ];
  return parts.join('  ');
}
