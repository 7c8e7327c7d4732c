import type { FollowedBlock } from '../follow-blocks.ts';
import type { Output } from '../output.ts';
import { blockLine } from './block-line.ts';
import { LiveArea } from './live-area.ts';
import type { Palette } from './palette.ts';

/** Shows the blocks of a running session. */
export interface ChainStatus {
  block(block: FollowedBlock): void;
  /** Nothing is written any more; what stands there stays. Safe to call again. */
  end(): void;
}

export interface ChainClock {
  /** Unix seconds. */
  genesisTime: number;
  /** Milliseconds. */
  slotDuration: number;
}

export function createChainStatus(output: Output, clock: ChainClock): ChainStatus {
  if (output.json) {
    return {
      block: (block) => output.document({ time: new Date().toISOString(), type: 'block', ...block }),
      end: () => {},
    };
  }
  return output.isTerminal ? liveStatus(output, clock) : plainStatus(output);
}

/** One line in place; its age goes on while no block comes. */
function liveStatus(output: Output, chain: ChainClock): ChainStatus {
  const area = new LiveArea(output);
  let last: FollowedBlock | undefined;
  let ended = false;
  const draw = () => {
    if (ended) return;
    area.show([last === undefined ? waitingLine(chain, output.palette) : blockLine(last, output.palette, Date.now())]);
  };
  draw();
  const clock = setInterval(draw, 1000).unref();
  const stopListening = output.onResize(draw);
  return {
    block: (block) => {
      last = block;
      draw();
    },
    end: () => {
      ended = true;
      clearInterval(clock);
      stopListening();
    },
  };
}

function waitingLine({ genesisTime, slotDuration }: ChainClock, palette: Palette): string {
  const wait = Math.ceil((genesisTime * 1000 + slotDuration - Date.now()) / 1000);
  return palette.faint(wait > 0 ? `the first block is due in ${wait} s` : 'waiting for the first block');
}

const SILENCE_MS = 60_000;

/** For logs: the first block, every checkpoint that becomes final, and otherwise a line a minute. */
function plainStatus(output: Output): ChainStatus {
  let finalized = 0;
  let lastLineAt = 0;
  return {
    block: (block) => {
      if (lastLineAt > 0 && block.finalized === finalized && Date.now() - lastLineAt < SILENCE_MS) return;
      finalized = block.finalized;
      lastLineAt = Date.now();
      output.line(blockLine(block, output.palette));
    },
    end: () => {},
  };
}
