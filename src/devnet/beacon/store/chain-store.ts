import { mkdir } from 'node:fs/promises';
import { ssz } from '@lodestar/types';
import type { ClassicLevel } from 'classic-level';
import { isPlaygroundError, messageOf, PlaygroundError, systemCodeOf } from '../../../lib/errors.ts';
import { type Hex, hexToBytes } from '../../../lib/hex.ts';
import type { BlobsBundle } from '../../consensus/execution-payload.ts';
import { toChainBlock } from '../chain/chain-block.ts';
import type { ChainBlock } from '../chain/types.ts';

type Database = ClassicLevel<string, Uint8Array>;

/** How many states are kept on disk: enough to begin again even if writing the newest was cut short. */
const KEPT_STATES = 3;

/**
 * Blocks, blobs and now and then a state, in LevelDB. Keys: `head`, `identity`, `block:ROOT`, `blobs:ROOT`,
 * `slot:NUMBER` (root of the canonical block), `state:NUMBER` (SSZ of the state after the canonical block of that slot).
 * Writes reach the operating system at once, so that killing the process loses nothing.
 */
export class ChainStore {
  readonly #db: Database;

  private constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Opens or creates the store; `identity` names the chain (its genesis).
   * Throws `PlaygroundError` `datadir-locked`, `datadir-of-another-chain` or `datadir-unusable`.
   */
  static async open(folder: string, identity: string): Promise<ChainStore> {
    const { ClassicLevel } = await import('classic-level');
    const db: Database = new ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'view' });
    try {
      await mkdir(folder, { recursive: true });
      await db.open();
      await claim(db, folder, identity);
    } catch (error) {
      await db.close().catch(() => {});
      throw isPlaygroundError(error) ? error : openError(folder, error);
    }
    return new ChainStore(db);
  }

  /** Stores a block as the new head. Slots in `abandoned` lost their block to it. */
  async putHead(block: ChainBlock, blobs: BlobsBundle, abandoned: readonly number[] = []): Promise<void> {
    const root = hexToBytes(block.root);
    const batch = this.#db.batch();
    for (const slot of abandoned) batch.del(slotKey('slot', slot));
    batch.put(`block:${block.root}`, ssz.electra.SignedBeaconBlock.serialize(block.signed));
    if (blobs.blobs.length > 0) batch.put(`blobs:${block.root}`, ssz.fulu.BlobsBundle.serialize(blobs));
    batch.put(slotKey('slot', block.slot), root);
    batch.put('head', root);
    await batch.write();
  }

  /** `undefined` in a new store. Throws an `Error` when the block of the head is not there. */
  async head(): Promise<ChainBlock | undefined> {
    const root = await this.#get('head');
    if (root === undefined) return undefined;
    const block = await this.block(rootToHex(root));
    if (block === undefined) throw new Error(`there is no block ${rootToHex(root)}, which is its head`);
    return block;
  }

  async block(root: Hex): Promise<ChainBlock | undefined> {
    const bytes = await this.#get(`block:${root}`);
    if (bytes === undefined) return undefined;
    return toChainBlock(ssz.electra.SignedBeaconBlock.deserialize(bytes), hexToBytes(root));
  }

  async rootAtSlot(slot: number): Promise<Hex | undefined> {
    const root = await this.#get(slotKey('slot', slot));
    return root === undefined ? undefined : rootToHex(root);
  }

  async blobs(root: Hex): Promise<BlobsBundle | undefined> {
    const bytes = await this.#get(`blobs:${root}`);
    return bytes === undefined ? undefined : ssz.fulu.BlobsBundle.deserialize(bytes);
  }

  async putState(slot: number, bytes: Uint8Array): Promise<void> {
    const batch = this.#db.batch().put(slotKey('state', slot), bytes);
    const older = await this.stateSlots();
    for (const stale of older.filter((known) => known !== slot).slice(KEPT_STATES - 1)) {
      batch.del(slotKey('state', stale));
    }
    await batch.write();
  }

  /** Slots of the stored states, newest first. */
  async stateSlots(): Promise<number[]> {
    const keys = await this.#db.keys({ gte: 'state:', lt: 'state;', reverse: true }).all();
    return keys.map((key) => Number(key.slice('state:'.length)));
  }

  state(slot: number): Promise<Uint8Array | undefined> {
    return this.#get(slotKey('state', slot));
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  /** The database gives Buffers, whose `slice` shares memory where that of the SSZ library's arrays copies. */
  async #get(key: string): Promise<Uint8Array | undefined> {
    const value = await this.#db.get(key);
    return value === undefined ? undefined : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
}

function slotKey(kind: string, slot: number): string {
  return `${kind}:${String(slot).padStart(12, '0')}`;
}

function rootToHex(root: Uint8Array): Hex {
  return `0x${Buffer.from(root).toString('hex')}`;
}

async function claim(db: Database, folder: string, identity: string): Promise<void> {
  const stored = await db.get('identity');
  if (stored === undefined) return db.put('identity', Buffer.from(identity));
  if (Buffer.from(stored).toString() === identity) return;
  throw new PlaygroundError('datadir-of-another-chain', `${folder} holds the chain of another genesis`, {
    hint: 'remove the folder, or start with the genesis that it was made with',
  });
}

function openError(folder: string, error: unknown): PlaygroundError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (systemCodeOf(cause) === 'LEVEL_LOCKED') {
    return new PlaygroundError('datadir-locked', `${folder} is in use by another process`, {
      kind: 'environment',
      hint: 'stop the beacon node that runs on it, or choose another --datadir',
      cause: error,
    });
  }
  return new PlaygroundError('datadir-unusable', `cannot open ${folder}: ${messageOf(cause)}`, {
    kind: 'environment',
    hint: 'check that the folder is writable, or remove it to begin anew',
    cause: error,
  });
}
