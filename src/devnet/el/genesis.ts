import { readFile } from 'node:fs/promises';
import { Block, createBlockHeader, type HeaderData } from '@ethereumjs/block';
import type { Common, GethGenesis } from '@ethereumjs/common';
import { createAccount, createAddressFromString, KECCAK256_RLP, SHA256_NULL, setLengthLeft } from '@ethereumjs/util';
import { messageOf, PlaygroundError } from '../../lib/errors.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../lib/hex.ts';
import { type ChainBlock, chainBlock } from './chain-block.ts';
import type { ForkRules } from './fork-rules.ts';
import type { StateVm } from './state-vm.ts';

interface GenesisAccount {
  balance?: string;
  nonce?: string | number;
  code?: string;
  storage?: Record<string, string>;
}

/** A genesis.json as geth reads it: numbers in hex or decimal, fields missing or null. */
export type Genesis = Omit<GethGenesis, 'alloc'> & {
  alloc: Record<string, GenesisAccount>;
  blobGasUsed?: string | null;
};

/** Throws `PlaygroundError` `genesis-unreadable` or `genesis-invalid`, naming the file. */
export async function readGenesis(file: string): Promise<Genesis> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new PlaygroundError('genesis-unreadable', `cannot read the genesis file ${file}: ${messageOf(error)}`, {
      kind: 'environment',
      hint: 'name an execution genesis in geth format with --chain',
    });
  }
  try {
    return parseGenesis(JSON.parse(text));
  } catch (error) {
    throw new PlaygroundError('genesis-invalid', `the genesis file ${file} is not valid: ${messageOf(error)}`, {
      kind: 'environment',
      hint: 'it must be a geth-format genesis with the Prague fork active from the start',
    });
  }
}

export function parseGenesis(value: unknown): Genesis {
  const genesis = value as Genesis;
  for (const field of ['config', 'alloc', 'gasLimit'] as const) {
    if (genesis?.[field] === undefined) throw new Error(`"${field}" is missing`);
  }
  const defaults = { nonce: '0x0', timestamp: '0x0', difficulty: '0x0' };
  const defined = Object.entries(genesis).filter(([, field]) => field !== null);
  return Object.assign(defaults, Object.fromEntries(defined)) as unknown as Genesis;
}

/** The genesis block of geth, and its state written to the trie nodes of `state`. */
export async function createGenesisBlock(genesis: Genesis, rules: ForkRules, state: StateVm): Promise<ChainBlock> {
  const common = rules.at(0, number(genesis.timestamp));
  const stateRoot = await writeAccounts(genesis.alloc, state);
  const header = createBlockHeader(genesisHeader(genesis, common, stateRoot), { common });
  const withdrawals = common.isActivatedEIP(4895) ? [] : undefined;
  return chainBlock(new Block(header, [], [], withdrawals, { common }), [], []);
}

function genesisHeader(genesis: Genesis, common: Common, stateRoot: Uint8Array): HeaderData {
  return {
    number: 0n,
    stateRoot,
    timestamp: number(genesis.timestamp),
    gasLimit: number(genesis.gasLimit),
    gasUsed: number(genesis.gasUsed),
    difficulty: number(genesis.difficulty),
    nonce: bytes(genesis.nonce, 8),
    extraData: hexToBytes(genesis.extraData ?? ''),
    mixHash: bytes(genesis.mixHash, 32),
    coinbase: bytes(genesis.coinbase, 20),
    parentHash: bytes(genesis.parentHash, 32),
    ...(common.isActivatedEIP(1559) ? { baseFeePerGas: number(genesis.baseFeePerGas ?? 1_000_000_000) } : {}),
    ...(common.isActivatedEIP(4895) ? { withdrawalsRoot: KECCAK256_RLP } : {}),
    ...(common.isActivatedEIP(4844)
      ? { blobGasUsed: number(genesis.blobGasUsed), excessBlobGas: number(genesis.excessBlobGas) }
      : {}),
    ...(common.isActivatedEIP(4788) ? { parentBeaconBlockRoot: new Uint8Array(32) } : {}),
    ...(common.isActivatedEIP(7685) ? { requestsHash: SHA256_NULL } : {}),
  };
}

async function writeAccounts(alloc: Genesis['alloc'], { vm }: StateVm): Promise<Uint8Array> {
  for (const [key, account] of Object.entries(alloc)) {
    const address = createAddressFromString(prefixed(key));
    const { stateManager } = vm;
    await stateManager.putAccount(
      address,
      createAccount({ balance: number(account.balance), nonce: number(account.nonce) }),
    );
    if (account.code !== undefined) await stateManager.putCode(address, hexToBytes(account.code));
    for (const [slot, value] of Object.entries(account.storage ?? {})) {
      await stateManager.putStorage(address, bytes(slot, 32), bytes(value, 32));
    }
  }
  return vm.stateManager.getStateRoot();
}

function number(value: string | number | null | undefined): bigint {
  return value === null || value === undefined || value === '' ? 0n : BigInt(value);
}

/** Left-padded to `size`. */
function bytes(value: string | null | undefined, size: number): Uint8Array {
  const digits = (value ?? '').replace(/^0x/, '');
  return setLengthLeft(hexToBytes(digits.length % 2 === 0 ? digits : `0${digits}`), size);
}

function prefixed(hex: string): Hex {
  return bytesToHex(bytes(hex, 20));
}
