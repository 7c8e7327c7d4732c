import { RLP } from '@ethereumjs/rlp';
import { type RunTxResult, runTx } from '@ethereumjs/vm';
import { bytesToHex } from '../../../lib/hex.ts';
import { BlockExecution } from '../block-execution.ts';
import type { Chain } from '../chain.ts';
import type { ChainBlock } from '../chain-block.ts';
import { encodeReceipt } from '../receipt.ts';
import type { Simulator } from '../simulator.ts';
import { traced } from '../tracers/tracer.ts';
import { requireBlock } from './block-tag.ts';
import { parseCallRequest } from './call-request.ts';
import type { Methods } from './methods.ts';
import { overrideHeader, overrideState } from './overrides.ts';
import { asObject, type Params } from './params.ts';
import { RpcError } from './rpc-error.ts';
import { callEnvironment, simulateCall } from './simulate-call.ts';

type Options = Record<string, unknown>;
const TRACE_GAS = 50_000_000n;

/** debug_*: raw encodings, and traces made by running again. */
export function debugMethods(chain: Chain, simulator: Simulator): Methods {
  const optionsOf = (params: Params, index: number): Options =>
    asObject(params.optional(index) ?? {}, `argument ${index}`);
  const traceBlock = async (block: ChainBlock, options: Options) => {
    const results: unknown[] = [];
    await replay(chain, simulator, block, Number.POSITIVE_INFINITY, async (state, run, index) => {
      const txHash = bytesToHex(block.block.transactions[index]?.hash() ?? new Uint8Array());
      results.push({ txHash, result: await traced(state.vm, options, block.block.header.coinbase, run) });
    });
    return results;
  };
  return {
    debug_getRawHeader: (params) => bytesToHex(RLP.encode(requireBlock(chain, params.required(0)).block.header.raw())),
    debug_getRawBlock: (params) => bytesToHex(requireBlock(chain, params.required(0)).block.serialize()),
    debug_getRawReceipts: (params) =>
      requireBlock(chain, params.required(0)).receipts.map((receipt) => bytesToHex(encodeReceipt(receipt))),
    debug_getBadBlocks: () => [],
    debug_traceTransaction: async (params) => {
      const place = chain.transaction(params.hash(0));
      if (place === undefined) throw new RpcError('transaction not found');
      let result: unknown;
      await replay(chain, simulator, place.at, place.index, async (state, run, index) => {
        if (index === place.index)
          result = await traced(state.vm, optionsOf(params, 1), place.at.block.header.coinbase, run);
        else await run();
      });
      return result;
    },
    debug_traceBlockByNumber: (params) => traceBlock(requireBlock(chain, params.required(0)), optionsOf(params, 1)),
    debug_traceBlockByHash: (params) => traceBlock(requireBlock(chain, params.hash(0)), optionsOf(params, 1)),
    debug_traceCall: (params) => {
      const call = parseCallRequest(params.object(0));
      const at = requireBlock(chain, params.optional(1));
      const options = optionsOf(params, 2);
      return simulator.at(at, async (vm) => {
        await overrideState(vm, options.stateOverrides);
        const rules = chain.rules.at(at.number, at.timestamp);
        const environment = callEnvironment(at.block, call, overrideHeader(options.blockOverrides), rules);
        return traced(vm, options, environment.header.coinbase, () =>
          simulateCall(vm, call, environment, {
            gas: call.gas === undefined || call.gas > TRACE_GAS ? TRACE_GAS : call.gas,
          }),
        );
      });
    },
  };
}

type State = Awaited<ReturnType<Simulator['fresh']>>;

/** Runs the transactions of a block again, up to `last`, on a machine of its own. */
async function replay(
  chain: Chain,
  simulator: Simulator,
  { block, number, timestamp, parentHash }: ChainBlock,
  last: number,
  visit: (state: State, run: () => Promise<RunTxResult>, index: number) => Promise<void>,
): Promise<void> {
  const parent = chain.block(parentHash);
  if (parent === undefined) throw new RpcError('genesis is not traceable');
  const state = await simulator.fresh();
  await state.moveTo({ stateRoot: parent.block.header.stateRoot, tip: parent.hash, number, timestamp });
  await BlockExecution.begin(state, block.header, block.common, undefined);
  for (const [index, transaction] of block.transactions.entries()) {
    if (index > last) return;
    await visit(state, () => runTx(state.vm, { tx: transaction, block, skipBlockGasLimitValidation: true }), index);
  }
}
