import type { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import type { Account, Address } from '@ethereumjs/util';

type ModifyTrie = (storageTrie: MerklePatriciaTrie, done: () => void) => void | Promise<void>;

/**
 * The library's state manager, except that a storage trie that cannot be read or written rejects like anything else.
 * The library leaves such an error to a promise that nobody awaits, which ends the process, and never settles its own.
 */
export class CarefulStateManager extends MerkleStateManager {
  /** How many checkpoints are open. */
  get depth(): number {
    return this._checkpointCount;
  }

  protected override async _modifyContractStorage(
    address: Address,
    account: Account,
    modifyTrie: ModifyTrie,
  ): Promise<void> {
    const storageTrie = this._getStorageTrie(address, account);
    await modifyTrie(storageTrie, () => {});
    this._storageTries[Buffer.from(address.bytes).toString('hex')] = storageTrie;
    account.storageRoot = storageTrie.root();
    await this.putAccount(address, account);
  }
}
