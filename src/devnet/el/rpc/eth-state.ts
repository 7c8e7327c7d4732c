import { getMerkleStateProof, type MerkleStateManager } from '@ethereumjs/statemanager';
import { createAddressFromString } from '@ethereumjs/util';
import { bytesToHex, quantity } from '../../../lib/hex.ts';
import type { Chain } from '../chain.ts';
import type { Pool } from '../pool.ts';
import { readState } from '../state-vm.ts';
import { requireBlock } from './block-tag.ts';
import type { Methods } from './methods.ts';
import { asSlot, type Params } from './params.ts';

/** Accounts and storage at a block. */
export function ethStateMethods(chain: Chain, pool: Pool): Methods {
  const stateAt = (tag: unknown): MerkleStateManager => {
    const { block, number, timestamp } = requireBlock(chain, tag);
    return readState(chain.rules.at(number, timestamp), chain.nodes, block.header.stateRoot);
  };
  const addressOf = (params: Params) => createAddressFromString(params.address(0));
  return {
    eth_accounts: () => [],
    eth_getBalance: async (params) => {
      const account = await stateAt(params.optional(1)).getAccount(addressOf(params));
      return quantity(account?.balance ?? 0n);
    },
    eth_getTransactionCount: async (params) => {
      if (params.optional(1) === 'pending') return quantity(await pool.pendingNonce(params.address(0)));
      const account = await stateAt(params.optional(1)).getAccount(addressOf(params));
      return quantity(account?.nonce ?? 0n);
    },
    eth_getCode: async (params) => bytesToHex(await stateAt(params.optional(1)).getCode(addressOf(params))),
    eth_getStorageAt: async (params) => {
      const slot = asSlot(params.required(1));
      const value = await stateAt(params.optional(2)).getStorage(addressOf(params), slot);
      return `0x${Buffer.from(value).toString('hex').padStart(64, '0')}`;
    },
    eth_getProof: async (params) => {
      const keys = params.list(1);
      const slots = keys.map((key) => asSlot(key));
      const proof = await getMerkleStateProof(stateAt(params.optional(2)), addressOf(params), slots);
      const storageProof = proof.storageProof.map((item, index) => ({
        key: keyAsGiven(keys[index]),
        value: quantity(BigInt(item.value)),
        proof: item.proof,
      }));
      const absent = keys.slice(storageProof.length).map((key) => ({ key: keyAsGiven(key), value: '0x0', proof: [] }));
      return { ...proof, storageProof: [...storageProof, ...absent] };
    },
  };
}

/** geth answers with a 32-byte key as it came, and with a shorter one as a quantity. */
function keyAsGiven(key: unknown): string {
  const text = String(key).toLowerCase();
  return text.length === 66 ? text : quantity(BigInt(text));
}
