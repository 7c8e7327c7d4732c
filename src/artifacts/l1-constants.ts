import type { Hex } from '../lib/hex.ts';

/** What every L1 of the playground has in common; the values of the Go builder-playground. */
export const L1_CHAIN_ID = 1337;

export type L1Fork = 'electra' | 'fulu';

/** Names in the order of activation; all are active from epoch 0, `fulu` on request. */
export const FORK_VERSIONS = {
  genesis: '0x20000089',
  altair: '0x20000090',
  bellatrix: '0x20000091',
  capella: '0x20000092',
  deneb: '0x20000093',
  electra: '0x20000094',
  fulu: '0x20000095',
} as const satisfies Record<string, Hex>;

export const GENESIS_FORK_VERSION = FORK_VERSIONS.genesis;

export const DEPOSIT_CONTRACT_ADDRESS: Hex = '0x4242424242424242424242424242424242424242';

/** Where the proposers' priority fees go. */
export const FEE_RECIPIENT: Hex = '0x690B9A9E9aa1C9dB991C7721a92d351Db4FaC990';

/** The BLS key pair with which the devnet relay signs its bids. */
export const RELAY_SECRET_KEY: Hex = '0x5eae315483f028b5cdd5d1090ff0c7618b18737ea9bf3c35047189db22835c48';
export const RELAY_PUBLIC_KEY: Hex =
  '0xa1885d66bef164889a2e35845c3b626545d7b0e513efe335e97c3a45e534013fa3bc38c3b7e6143695aecc4872ac52c4';

/** Shared by the execution client and the beacon node; hex without `0x`, as in the file. */
export const JWT_SECRET = '04592280e1778419b7aa954d43871cb2cfb2ebda754fb735e8adeb293a88f9bf';

/** Interop validators 0 to 99. */
export const VALIDATOR_COUNT = 100;

/** Of every validator's keystore. */
export const KEYSTORE_PASSWORD = 'secret';

export interface PrefundedAccount {
  privateKey: Hex;
  /** With the checksum of EIP-55. */
  address: Hex;
}

/** The accounts of the mnemonic `test test test test test test test test test test test junk`. */
export const PREFUNDED_ACCOUNTS: readonly PrefundedAccount[] = [
  {
    privateKey: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
    address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  },
  {
    privateKey: '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
    address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  },
  {
    privateKey: '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
    address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
  },
  {
    privateKey: '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6',
    address: '0x90F79bf6EB2c4f870365E785982E1f101E93b906',
  },
  {
    privateKey: '0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a',
    address: '0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65',
  },
  {
    privateKey: '0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba',
    address: '0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc',
  },
  {
    privateKey: '0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e',
    address: '0x976EA74026E726554dB657fA54763abd0C3a0aa9',
  },
  {
    privateKey: '0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356',
    address: '0x14dC79964da2C08b23698B3D3cc7Ca32193d9955',
  },
  {
    privateKey: '0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97',
    address: '0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f',
  },
  {
    privateKey: '0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6',
    address: '0xa0Ee7A142d267C1f36714E4a8F75612F20a79720',
  },
];
