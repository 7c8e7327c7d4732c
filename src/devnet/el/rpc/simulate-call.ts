import { Block, createBlockHeader, type HeaderData } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { createTx, type TypedTransaction } from '@ethereumjs/tx';
import { type Address, createAddressFromString } from '@ethereumjs/util';
import { type RunTxResult, runTx, type VM } from '@ethereumjs/vm';
import { bytesToHex } from '../../../lib/hex.ts';
import type { CallRequest } from './call-request.ts';
import { RpcError } from './rpc-error.ts';

/** Marks an account as a delegated one (EIP-7702), which may send transactions. */
const DELEGATION = Uint8Array.of(0xef, 0x01, 0x00);

export interface SimulateOptions {
  gas: bigint;
  reportAccessList?: boolean;
}

/** What a call sees of its block: `header`, with a base fee of 0 when the call pays nothing (as geth has it). */
export function callEnvironment(at: Block, call: CallRequest, overrides: HeaderData, common: Common): Block {
  const { header } = at;
  const data: HeaderData = {
    number: header.number,
    timestamp: header.timestamp,
    coinbase: header.coinbase,
    gasLimit: header.gasLimit,
    mixHash: header.mixHash,
    excessBlobGas: header.excessBlobGas ?? 0n,
    baseFeePerGas: header.baseFeePerGas ?? 0n,
    ...overrides,
  };
  const free = call.feeCap === 0n && overrides.baseFeePerGas === undefined;
  return new Block(createBlockHeader(free ? { ...data, baseFeePerGas: 0n } : data, { common }), [], [], [], { common });
}

/** Runs a call on the state of `vm`, which keeps the changes. Throws `RpcError` when it cannot even start. */
export async function simulateCall(
  vm: VM,
  call: CallRequest,
  environment: Block,
  { gas, reportAccessList = false }: SimulateOptions,
): Promise<RunTxResult> {
  const from = createAddressFromString(call.from);
  await checkFunds(vm, call, environment, gas);
  const transaction = callTransaction(call, from, gas, environment.common);
  return asEoa(vm, from, () =>
    runTx(vm, {
      tx: transaction,
      block: environment,
      skipNonce: true,
      skipBalance: true,
      skipBlockGasLimitValidation: true,
      reportAccessList,
    }),
  ).catch((error: Error) => {
    throw error instanceof RpcError ? error : new RpcError(startError(error.message, gas));
  });
}

function callTransaction(call: CallRequest, from: Address, gas: bigint, common: Common): TypedTransaction {
  const { authorizationList, blobVersionedHashes } = call;
  const type = authorizationList !== undefined ? 4 : blobVersionedHashes !== undefined ? 3 : 2;
  const transaction = createTx(
    {
      type,
      ...(call.to === undefined ? {} : { to: call.to }),
      value: call.value,
      data: call.data,
      gasLimit: 0n,
      maxFeePerGas: call.feeCap,
      maxPriorityFeePerGas: call.tipCap,
      accessList: call.accessList,
      ...(authorizationList === undefined ? {} : { authorizationList }),
      ...(blobVersionedHashes === undefined ? {} : { blobVersionedHashes, maxFeePerBlobGas: call.blobFeeCap }),
    },
    { common, freeze: false },
  );
  // A call may use more gas than a transaction may have (EIP-7825), and nobody signs it.
  return Object.assign(transaction, { gasLimit: gas, getSenderAddress: () => from }) as TypedTransaction;
}

async function checkFunds(vm: VM, call: CallRequest, environment: Block, gas: bigint): Promise<void> {
  const baseFee = environment.header.baseFeePerGas ?? 0n;
  if (call.feeCap < call.tipCap) {
    throw new RpcError(
      `err: max priority fee per gas higher than max fee per gas: address ${call.from}, maxPriorityFeePerGas: ${call.tipCap}, maxFeePerGas: ${call.feeCap} (supplied gas ${gas})`,
    );
  }
  if (call.feeCap > 0n && call.feeCap < baseFee) {
    throw new RpcError(
      `err: max fee per gas less than block base fee: address ${call.from}, maxFeePerGas: ${call.feeCap}, baseFee: ${baseFee} (supplied gas ${gas})`,
    );
  }
  const want = gas * call.feeCap + call.value;
  if (want === 0n) return;
  const have = (await vm.stateManager.getAccount(createAddressFromString(call.from)))?.balance ?? 0n;
  if (have >= want) return;
  throw new RpcError(
    `err: insufficient funds for gas * price + value: address ${call.from} have ${have} want ${want} (supplied gas ${gas})`,
  );
}

/** The library refuses a sender that has code (EIP-3607), which is a rule for transactions and not for calls. */
async function asEoa<T>(vm: VM, from: Address, task: () => Promise<T>): Promise<T> {
  const { stateManager } = vm;
  const account = await stateManager.getAccount(from);
  if (account === undefined || !account.isContract()) return task();
  const getCode = stateManager.getCode;
  let asked = false;
  stateManager.getCode = (address) => {
    if (asked || !address.equals(from)) return getCode.call(stateManager, address);
    asked = true;
    return Promise.resolve(DELEGATION);
  };
  try {
    return await task();
  } finally {
    stateManager.getCode = getCode;
  }
}

function startError(message: string, gas: bigint): string {
  const minimum = /minimum gas limit of (\d+)/.exec(message)?.[1];
  if (minimum !== undefined) return `err: intrinsic gas too low: have ${gas}, want ${minimum} (supplied gas ${gas})`;
  return message.split(' (vm hf=')[0] ?? message;
}

export function outputOf(result: RunTxResult): string {
  return bytesToHex(result.execResult.returnValue);
}
