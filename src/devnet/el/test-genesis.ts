import type { Hex } from '../../lib/hex.ts';
import { type Genesis, parseGenesis } from './genesis.ts';

/** The accounts of the well-known test mnemonic; the first five private keys are enough for tests. */
export const TEST_KEYS: readonly Hex[] = [
  '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
  '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6',
  '0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a',
];

export const DEPOSIT_CONTRACT: Hex = '0x4242424242424242424242424242424242424242';

const TEST_ADDRESSES = [
  '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
  '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
  '0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc',
  '0x90f79bf6eb2c4f870365e785982e1f101e93b906',
  '0x15d34aaf54267db7d7c367839aaf71a00a2c6a65',
];

/** The contracts of EIP-4788, 2935, 7002 and 7251, as they stand on mainnet. */
const SYSTEM_CONTRACTS: Record<Hex, string> = {
  '0x000f3df6d732807ef1319fb7b8bb8522d0beac02': [
    '0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff81',
    '0690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500',
  ].join(''),
  '0x0000f90827f1c53a10cb7a02335b175320002935': [
    '0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff8143',
    '0311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500',
  ].join(''),
  '0x00000961ef480eb55e80d19ad83579a64c007002': [
    '0x3373fffffffffffffffffffffffffffffffffffffffe1460cb5760115f54807fffffffffffffffffffffffffffffffffff',
    'ffffffffffffffffffffffffffffff146101f457600182026001905f5b5f8211156068578101908302848302900491600101',
    '9190604d565b909390049250505036603814608857366101f457346101f4575f5260205ff35b34106101f457600154600101',
    '600155600354806003026004013381556001015f35815560010160203590553360601b5f5260385f601437604c5fa0600101',
    '600355005b6003546002548082038060101160df575060105b5f5b8181146101835782810160030260040181604c02815460',
    '601b8152601401816001015481526020019060020154807fffffffffffffffffffffffffffffffff00000000000000000000',
    '000000000000168252906010019060401c908160381c81600701538160301c81600601538160281c81600501538160201c81',
    '600401538160181c81600301538160101c81600201538160081c81600101535360010160e1565b9101809214610195579060',
    '02556101a0565b90505f6002555f6003555b5f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    'ffffffff14156101cd57505f5b6001546002828201116101e25750505f6101e8565b01600290035b5f555f600155604c025f',
    'f35b5f5ffd',
  ].join(''),
  '0x0000bbddc7ce488642fb579f8b00f3a590007251': [
    '0x3373fffffffffffffffffffffffffffffffffffffffe1460d35760115f54807fffffffffffffffffffffffffffffffffff',
    'ffffffffffffffffffffffffffffff1461019a57600182026001905f5b5f8211156068578101908302848302900491600101',
    '9190604d565b9093900492505050366060146088573661019a573461019a575f5260205ff35b341061019a57600154600101',
    '600155600354806004026004013381556001015f358155600101602035815560010160403590553360601b5f5260605f6014',
    '3760745fa0600101600355005b6003546002548082038060021160e7575060025b5f5b818114610129578281016004026004',
    '0181607402815460601b815260140181600101548152602001816002015481526020019060030154905260010160e9565b91',
    '0180921461013b5790600255610146565b90505f6002555f6003555b5f54807fffffffffffffffffffffffffffffffffffff',
    'ffffffffffffffffffffffffffff141561017357505f5b6001546001828201116101885750505f61018e565b01600190035b',
    '5f555f6001556074025ff35b5f5ffd',
  ].join(''),
};

/** Emits the event of EIP-6110 with its calldata as the event's data, so that a test can make any deposit. */
const ECHO_DEPOSIT_EVENT = `0x3660006000377f649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5366000a100`;

export interface TestGenesisOptions {
  fork?: 'prague' | 'osaka';
  /** Genesis time in seconds. */
  timestamp?: number;
  gasLimit?: number;
  alloc?: Genesis['alloc'];
}

/** A small genesis with rich accounts and the system contracts. */
export function testGenesis({
  fork = 'prague',
  timestamp = 1_700_000_000,
  gasLimit = 60_000_000,
  alloc = {},
}: TestGenesisOptions = {}): Genesis {
  const blobs = { target: 6, max: 9, baseFeeUpdateFraction: 5_007_716 };
  const blocks = ['homestead', 'eip150', 'eip155', 'eip158', 'byzantium', 'constantinople', 'petersburg', 'istanbul'];
  const later = ['muirGlacier', 'berlin', 'london', 'arrowGlacier', 'grayGlacier', 'mergeNetsplit'];
  return parseGenesis({
    config: {
      chainId: 1337,
      ...Object.fromEntries([...blocks, ...later].map((name) => [`${name}Block`, 0])),
      shanghaiTime: timestamp,
      cancunTime: timestamp,
      pragueTime: timestamp,
      ...(fork === 'osaka' ? { osakaTime: timestamp } : {}),
      terminalTotalDifficulty: 0,
      depositContractAddress: DEPOSIT_CONTRACT,
      blobSchedule: {
        cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3_338_477 },
        prague: blobs,
        ...(fork === 'osaka' ? { osaka: blobs } : {}),
      },
    },
    nonce: '0x0',
    timestamp: `0x${timestamp.toString(16)}`,
    extraData: '0x',
    gasLimit: `0x${gasLimit.toString(16)}`,
    difficulty: '0x1',
    mixHash: null,
    coinbase: null,
    baseFeePerGas: null,
    excessBlobGas: null,
    blobGasUsed: null,
    alloc: {
      ...Object.fromEntries(TEST_ADDRESSES.map((address) => [address, { balance: '0x10000000000000000000000' }])),
      ...Object.fromEntries(
        Object.entries(SYSTEM_CONTRACTS).map(([address, code]) => [address, { balance: '0x0', nonce: '0x1', code }]),
      ),
      [DEPOSIT_CONTRACT]: { balance: '0x0', code: ECHO_DEPOSIT_EVENT },
      ...alloc,
    },
  });
}
