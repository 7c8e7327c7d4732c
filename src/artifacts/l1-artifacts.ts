import { hexToBytes } from '../lib/hex.ts';
import type { ArtifactFile } from './artifact.ts';
import { buildClConfig } from './cl-config.ts';
import { buildClGenesisState } from './cl-genesis-state.ts';
import { buildElGenesis } from './el-genesis.ts';
import { buildElGenesisBlock } from './el-genesis-block.ts';
import { elStateRoot } from './el-state-root.ts';
import { GENESIS_VALIDATORS_ROOT, STANDARD_STATE_ROOT } from './generated/l1-data.ts';
import { buildKeystores } from './keystores.ts';
import { JWT_SECRET, type L1Fork } from './l1-constants.ts';

export interface L1ArtifactOptions {
  /** Unix seconds. */
  genesisTime: number;
  slotDurationMs: number;
  /** The fork that is active from genesis. */
  fork: L1Fork;
  /** Private keys (0x…) of accounts that are funded besides the ten standard ones. */
  prefundedAccounts?: readonly string[];
}

/**
 * Everything that an L1's services read from the session folder, for the mainnet preset and 100 validators.
 * The same options give the same bytes. Throws a `PlaygroundError` (`prefunded-account`) as `buildElGenesis` does.
 */
export async function buildL1Artifacts(options: L1ArtifactOptions): Promise<ArtifactFile[]> {
  const { genesisTime, slotDurationMs, fork, prefundedAccounts = [] } = options;
  const genesis = buildElGenesis({ genesisTime, fork, prefundedAccounts });
  const stateRoot = prefundedAccounts.length === 0 ? hexToBytes(STANDARD_STATE_ROOT) : elStateRoot(genesis.alloc);
  const state = await buildClGenesisState(buildElGenesisBlock(genesis, stateRoot), fork);
  return [
    { path: 'genesis.json', content: JSON.stringify(genesis, null, '\t') },
    { path: 'jwtsecret', content: JWT_SECRET },
    { path: 'testnet/config.yaml', content: buildClConfig({ fork, slotDurationMs }) },
    { path: 'testnet/genesis.ssz', content: state },
    { path: 'testnet/genesis_validators_root.txt', content: GENESIS_VALIDATORS_ROOT.slice(2) },
    { path: 'testnet/boot_enr.yaml', content: '[]' },
    { path: 'testnet/deploy_block.txt', content: '0' },
    { path: 'testnet/deposit_contract_block.txt', content: '0' },
    ...buildKeystores('data_validator'),
  ];
}
