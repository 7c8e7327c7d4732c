/** Fixed values that the services of an L1 share, as in the Go builder-playground. */
export const FEE_RECIPIENT = '0x690B9A9E9aa1C9dB991C7721a92d351Db4FaC990';
export const GENESIS_FORK_VERSION = '0x20000089';
export const CHAIN_ID = 1337;
export const VALIDATOR_COUNT = 100;
export const RELAY_SECRET_KEY = '0x5eae315483f028b5cdd5d1090ff0c7618b18737ea9bf3c35047189db22835c48';
export const RELAY_PUBLIC_KEY =
  '0xa1885d66bef164889a2e35845c3b626545d7b0e513efe335e97c3a45e534013fa3bc38c3b7e6143695aecc4872ac52c4';
/** The first prefunded account: the sample builders pay from it. */
export const COINBASE_SECRET_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
