import { PlaygroundError } from '../lib/errors.ts';
import { type Hex, quantity } from '../lib/hex.ts';
import { DEPOSIT_CONTRACT_CODE, depositContractStorage } from './deposit-contract.ts';
import { DEPOSIT_CONTRACT_ADDRESS, L1_CHAIN_ID, type L1Fork, PREFUNDED_ACCOUNTS } from './l1-constants.ts';
import { addressOfPrivateKey } from './secp256k1.ts';
import { SYSTEM_CONTRACTS } from './system-contracts.ts';

/** An account of `alloc`: quantities in hex. */
export interface GenesisAccount {
  code?: Hex;
  storage?: Record<Hex, Hex>;
  balance: Hex;
  nonce?: Hex;
}

/** The execution layer's genesis in geth's format, keys in the order in which they are written. */
export interface ElGenesis {
  config: Record<string, unknown>;
  nonce: Hex;
  timestamp: Hex;
  extraData: Hex;
  gasLimit: Hex;
  difficulty: Hex;
  mixHash: Hex;
  coinbase: Hex;
  /** Keys are addresses in lower case, without `0x`. */
  alloc: Record<string, GenesisAccount>;
  number: Hex;
  gasUsed: Hex;
  parentHash: Hex;
  baseFeePerGas: null;
  excessBlobGas: null;
  blobGasUsed: null;
}

export interface ElGenesisOptions {
  /** Unix seconds. */
  genesisTime: number;
  fork: L1Fork;
  /** Private keys or addresses (0x…) of accounts that are funded besides the ten standard ones. */
  prefundedAccounts: readonly string[];
}

const PREFUNDED_BALANCE = '0x10000000000000000000000';
const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`;
const BLOCK_FORKS = [
  'homestead',
  'daoFork',
  'eip150',
  'eip155',
  'eip158',
  'byzantium',
  'constantinople',
  'petersburg',
  'istanbul',
  'muirGlacier',
  'berlin',
  'london',
  'arrowGlacier',
  'grayGlacier',
  'mergeNetsplit',
];

/** Throws a `PlaygroundError` (`prefunded-account`) for an account that is neither a key nor an address. */
export function buildElGenesis(options: ElGenesisOptions): ElGenesis {
  return {
    config: chainConfig(options.genesisTime, options.fork),
    nonce: '0x0',
    timestamp: quantity(options.genesisTime),
    extraData: '0x',
    gasLimit: '0x3938700',
    difficulty: '0x1',
    mixHash: ZERO_HASH,
    coinbase: `0x${'00'.repeat(20)}`,
    alloc: alloc(options.prefundedAccounts),
    number: '0x0',
    gasUsed: '0x0',
    parentHash: ZERO_HASH,
    baseFeePerGas: null,
    excessBlobGas: null,
    blobGasUsed: null,
  };
}

function chainConfig(genesisTime: number, fork: L1Fork): Record<string, unknown> {
  const prague = { target: 6, max: 9, baseFeeUpdateFraction: 5007716 };
  return {
    chainId: L1_CHAIN_ID,
    ...Object.fromEntries(BLOCK_FORKS.map((name) => [`${name}Block`, 0])),
    shanghaiTime: genesisTime,
    cancunTime: genesisTime,
    pragueTime: genesisTime,
    ...(fork === 'fulu' ? { osakaTime: genesisTime } : {}),
    terminalTotalDifficulty: 0,
    depositContractAddress: DEPOSIT_CONTRACT_ADDRESS,
    blobSchedule: {
      cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3338477 },
      prague,
      // geth refuses a genesis that schedules Osaka without saying how many blobs it allows.
      ...(fork === 'fulu' ? { osaka: prague } : {}),
    },
  };
}

function alloc(prefundedAccounts: readonly string[]): Record<string, GenesisAccount> {
  const accounts = new Map<string, GenesisAccount>();
  const put = (address: Hex, account: GenesisAccount) => accounts.set(address.slice(2).toLowerCase(), account);
  const funded = [...PREFUNDED_ACCOUNTS.map(({ address }) => address), ...prefundedAccounts.map(prefundedAddress)];
  for (const address of funded) put(address, { balance: PREFUNDED_BALANCE, nonce: '0x1' });
  // The miner account that Prysm's genesis generator funds.
  put('0x878705ba3f8bc32fcf7f4caa1a35e72af65cf766', { balance: '0x1431e0fae6d7217caa0000000' });
  for (const { address, code } of SYSTEM_CONTRACTS) put(address, { code, balance: '0x0', nonce: '0x1' });
  put(DEPOSIT_CONTRACT_ADDRESS, {
    code: DEPOSIT_CONTRACT_CODE,
    storage: depositContractStorage(),
    balance: '0x0',
    nonce: '0x7fffffffffffffff',
  });
  return Object.fromEntries([...accounts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The address of an account that is given by its private key or, by who keeps the key to themselves, by its address.
 * Throws a `PlaygroundError` (`prefunded-account`).
 * @param index its place in the list, for the message, which never repeats a key
 */
export function prefundedAddress(account: string, index: number): Hex {
  if (/^0x[0-9a-fA-F]{40}$/.test(account)) return account.toLowerCase() as Hex;
  try {
    return addressOfPrivateKey(account);
  } catch (cause) {
    const message = `prefunded account ${index + 1} is neither a private key nor an address`;
    throw new PlaygroundError('prefunded-account', message, {
      kind: 'usage',
      hint: 'a private key is 32 bytes of hex between 1 and the order of secp256k1, an address 20 bytes',
      cause,
    });
  }
}
