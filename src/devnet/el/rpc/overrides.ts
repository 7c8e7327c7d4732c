import type { HeaderData } from '@ethereumjs/block';
import { Account, createAddressFromString } from '@ethereumjs/util';
import type { VM } from '@ethereumjs/vm';
import { asAddress, asBytes, asObject, asQuantity, asSlot } from './params.ts';
import { invalidParams } from './rpc-error.ts';

/** Applies the state override set of eth_call (geth's format). Throws `RpcError` -32602. */
export async function overrideState(vm: VM, overrides: unknown): Promise<void> {
  if (overrides === undefined || overrides === null) return;
  for (const [key, value] of Object.entries(asObject(overrides, 'state override'))) {
    const address = createAddressFromString(asAddress(key, 'state override'));
    const { balance, nonce, code, state, stateDiff } = asObject(value, 'state override');
    if (state !== undefined && stateDiff !== undefined)
      throw invalidParams(`account ${key} has both 'state' and 'stateDiff'`);
    const { stateManager } = vm;
    const account = (await stateManager.getAccount(address)) ?? new Account();
    if (balance !== undefined) account.balance = asQuantity(balance, 'state override');
    if (nonce !== undefined) account.nonce = asQuantity(nonce, 'state override');
    await stateManager.putAccount(address, account);
    if (code !== undefined) await stateManager.putCode(address, asBytes(code, 'state override'));
    if (state !== undefined) await stateManager.clearStorage(address);
    for (const [slot, content] of Object.entries(asObject(state ?? stateDiff ?? {}, 'state override'))) {
      await stateManager.putStorage(address, asSlot(slot), asSlot(content));
    }
  }
}

/** The header fields that a block override set of eth_call replaces. */
export function overrideHeader(overrides: unknown): HeaderData {
  if (overrides === undefined || overrides === null) return {};
  const json = asObject(overrides, 'block override');
  const quantity = (value: unknown) => asQuantity(value, 'block override');
  return {
    ...(json.number === undefined ? {} : { number: quantity(json.number) }),
    ...(json.time === undefined ? {} : { timestamp: quantity(json.time) }),
    ...(json.gasLimit === undefined ? {} : { gasLimit: quantity(json.gasLimit) }),
    ...(json.feeRecipient === undefined ? {} : { coinbase: asAddress(json.feeRecipient, 'block override') }),
    ...(json.prevRandao === undefined ? {} : { mixHash: asSlot(json.prevRandao) }),
    ...(json.baseFeePerGas === undefined ? {} : { baseFeePerGas: quantity(json.baseFeePerGas) }),
  };
}
