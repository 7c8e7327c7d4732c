import { createAddressFromString } from '@ethereumjs/util';
import type { RunTxResult, VM } from '@ethereumjs/vm';
import { quantity } from '../../../lib/hex.ts';
import type { Chain } from '../chain.ts';
import type { ChainBlock } from '../chain-block.ts';
import { type Simulator, withoutTrace } from '../simulator.ts';
import { requireBlock } from './block-tag.ts';
import { type CallRequest, parseCallRequest } from './call-request.ts';
import { executionError } from './execution-errors.ts';
import type { Methods } from './methods.ts';
import { overrideHeader, overrideState } from './overrides.ts';
import { RpcError } from './rpc-error.ts';
import { callEnvironment, outputOf, simulateCall } from './simulate-call.ts';

const GAS_CAP = 50_000_000n;
const TRANSFER_GAS = 21_000n;
const CALL_STIPEND = 2_300n;
/** An estimate this close to the true need is good enough (geth's estimateGasErrorRatio). */
const ESTIMATE_PRECISION = 0.015;

export function ethCallMethods(chain: Chain, simulator: Simulator): Methods {
  const rulesOf = (at: ChainBlock) => chain.rules.at(at.number, at.timestamp);
  return {
    eth_call: (params) => {
      const call = parseCallRequest(params.object(0));
      const at = requireBlock(chain, params.optional(1));
      return simulator.at(at, async (vm) => {
        await overrideState(vm, params.optional(2));
        const environment = callEnvironment(at.block, call, overrideHeader(params.optional(3)), rulesOf(at));
        const result = await simulateCall(vm, call, environment, { gas: smaller(call.gas ?? GAS_CAP, GAS_CAP) });
        const failure = executionError(result.execResult);
        if (failure !== undefined) throw failure;
        return outputOf(result);
      });
    },
    eth_estimateGas: (params) => {
      const call = parseCallRequest(params.object(0));
      const at = requireBlock(chain, params.optional(1));
      return simulator.at(at, async (vm) => {
        await overrideState(vm, params.optional(2));
        const environment = callEnvironment(at.block, call, overrideHeader(params.optional(3)), rulesOf(at));
        const run = (gas: bigint) => withoutTrace(vm, () => simulateCall(vm, call, environment, { gas }));
        const limit = await gasAllowance(vm, call, at);
        return quantity(await estimate(vm, call, limit, run));
      });
    },
    eth_createAccessList: (params) => {
      const call = parseCallRequest(params.object(0));
      const at = requireBlock(chain, params.optional(1));
      return simulator.at(at, async (vm) => {
        const environment = callEnvironment(at.block, call, {}, rulesOf(at));
        const gas = smaller(call.gas ?? at.block.header.gasLimit, GAS_CAP);
        return accessList(vm, call, (request) =>
          withoutTrace(vm, () => simulateCall(vm, request, environment, { gas, reportAccessList: true })),
        );
      });
    },
  };
}

/** The most gas the sender can have: the block's, a transaction's (EIP-7825), and what the balance pays for. */
async function gasAllowance(vm: VM, call: CallRequest, at: ChainBlock): Promise<bigint> {
  const { header, common } = at.block;
  let limit = call.gas !== undefined && call.gas >= TRANSFER_GAS ? call.gas : header.gasLimit;
  if (common.isActivatedEIP(7825)) limit = smaller(limit, common.param('maxTransactionGasLimit'));
  if (call.feeCap > 0n) {
    const balance = (await vm.stateManager.getAccount(createAddressFromString(call.from)))?.balance ?? 0n;
    if (balance < call.value) throw new RpcError('insufficient funds for transfer');
    limit = smaller(limit, (balance - call.value) / call.feeCap);
  }
  return smaller(limit, GAS_CAP);
}

/** geth's search (eth/gasestimator): one run for the bounds, then halving. */
async function estimate(
  vm: VM,
  call: CallRequest,
  limit: bigint,
  run: (gas: bigint) => Promise<RunTxResult>,
): Promise<bigint> {
  if (await isPlainTransfer(vm, call)) {
    const result = await run(TRANSFER_GAS).catch(() => undefined);
    if (result !== undefined && result.execResult.exceptionError === undefined) return TRANSFER_GAS;
  }
  const first = await run(limit);
  if (first.execResult.exceptionError?.error === 'out of gas') {
    throw new RpcError(`gas required exceeds allowance (${limit})`);
  }
  const failure = executionError(first.execResult);
  if (failure !== undefined) throw failure;
  const fails = async (gas: bigint) => {
    const result = await run(gas).catch(() => undefined);
    return result === undefined || result.execResult.exceptionError !== undefined;
  };
  let high = limit;
  let low = first.totalGasSpent - 1n;
  const optimistic = ((first.totalGasSpent + (first.gasRefund ?? 0n) + CALL_STIPEND) * 64n) / 63n;
  if (optimistic < high) {
    if (await fails(optimistic)) low = optimistic;
    else high = optimistic;
  }
  while (low + 1n < high && Number(high - low) / Number(high) >= ESTIMATE_PRECISION) {
    const middle = smaller((high + low) / 2n, low * 2n);
    if (await fails(middle)) low = middle;
    else high = middle;
  }
  return high;
}

async function isPlainTransfer(vm: VM, call: CallRequest): Promise<boolean> {
  if (call.to === undefined || call.data.length > 0 || call.accessList.length > 0) return false;
  if (call.authorizationList !== undefined || call.blobVersionedHashes !== undefined) return false;
  return (await vm.stateManager.getCode(createAddressFromString(call.to))).length === 0;
}

/** Runs until the list no longer grows: naming a slot can change the path that the code takes. */
async function accessList(vm: VM, call: CallRequest, run: (request: CallRequest) => Promise<RunTxResult>) {
  const left = new Set([call.from, call.to, ...[...vm.evm.precompiles.keys()].map((address) => `0x${address}`)]);
  let request = call;
  for (;;) {
    const result = await run(request);
    left.add(result.createdAddress?.toString());
    const found = (result.accessList ?? [])
      .filter(({ address, storageKeys }) => storageKeys.length > 0 || !left.has(address))
      .map(({ address, storageKeys }) => ({ address, storageKeys: [...storageKeys].sort() }))
      .sort((one, other) => (one.address < other.address ? -1 : 1));
    if (JSON.stringify(found) === JSON.stringify(request.accessList)) {
      const failure = executionError(result.execResult);
      const gasUsed = quantity(result.totalGasSpent);
      return { accessList: found, ...(failure === undefined ? {} : { error: failure.message }), gasUsed };
    }
    request = { ...request, accessList: found };
  }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
