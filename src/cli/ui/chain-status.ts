import type { FollowedBlock } from '../follow-blocks.ts';
import type { Output } from '../output.ts';
import { blockLine } from './block-line.ts';
import { LiveArea } from './live-area.ts';

/** Shows the blocks of a running session. */
export interface ChainStatus {
  block(block: FollowedBlock): void;
  end(): void;
}

export function createChainStatus(output: Output): ChainStatus {
  if (output.json) {
    return {
      block: (block) => output.document({ time: new Date().toISOString(), type: 'block', ...block }),
      end: () => {},
    };
  }
  return output.isTerminal ? liveStatus(output) : plainStatus(output);
}

/** One line in place; its age goes on while no block comes. */
function liveStatus(output: Output): ChainStatus {
  const area = new LiveArea(output);
  let last: FollowedBlock | undefined;
  const draw = () => {
    if (last !== undefined) area.show([blockLine(last, output.palette, Date.now())]);
  };
  const clock = setInterval(draw, 1000).unref();
  const stopListening = output.onResize(draw);
  return {
    block: (block) => {
      last = block;
      draw();
    },
    end: () => {
      clearInterval(clock);
      stopListening();
    },
  };
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
