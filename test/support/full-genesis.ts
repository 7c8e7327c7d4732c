import { createBlock } from '@ethereumjs/block';
import { createCommonFromGethGenesis, type GethGenesis, parseGethGenesisState } from '@ethereumjs/common';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { KECCAK256_RLP, SHA256_NULL } from '@ethereumjs/util';
import { createVM } from '@ethereumjs/vm';
import { type ChainForkConfig, chainConfigFromJson, createChainForkConfig } from '@lodestar/config';
import { ForkSeq, UNSET_DEPOSIT_REQUESTS_START_INDEX } from '@lodestar/params';
import {
  type BeaconStateAllForks,
  type BeaconStateElectra,
  type BeaconStateFulu,
  computeEpochShuffling,
  computeProposerIndices,
  getGenesisBeaconState,
  getNextSyncCommittee,
  interopSecretKeys,
} from '@lodestar/state-transition';
import { ssz } from '@lodestar/types';
import { parse } from 'yaml';

/**
 * The genesis of both layers computed from `genesis.json` and `config.yaml` alone, by the libraries that know all
 * the rules. Slow (about a second); what the product's quick construction is measured against.
 */
export interface FullGenesis {
  executionBlockHash: Uint8Array;
  genesisValidatorsRoot: Uint8Array;
  /** The beacon state, serialised. */
  genesisSsz: Uint8Array;
}

export interface FullGenesisOptions {
  validatorCount?: number;
  /** Leave Fulu's proposer lookahead all zero, as Prysm's genesis generator does. */
  zeroLookahead?: boolean;
}

const EFFECTIVE_BALANCE = 32e9;

export async function fullGenesis(
  genesisJson: string,
  configYaml: string,
  { validatorCount = 100, zeroLookahead = false }: FullGenesisOptions = {},
): Promise<FullGenesis> {
  const header = await executionGenesisHeader(JSON.parse(genesisJson) as GethGenesis);
  // Failsafe: every value stays the string that the file holds, which is what the configuration reader wants.
  const raw = parse(configYaml, { schema: 'failsafe' }) as Record<string, unknown>;
  const config = createChainForkConfig(chainConfigFromJson(raw));
  const state = consensusGenesisState(config, header, validatorCount);
  if (config.getForkSeq(0) >= ForkSeq.fulu && !zeroLookahead) setProposerLookahead(config, state, validatorCount);
  state.commit();
  return {
    executionBlockHash: header.hash(),
    genesisValidatorsRoot: state.genesisValidatorsRoot,
    genesisSsz: state.serialize(),
  };
}

export async function executionGenesisHeader(genesis: GethGenesis) {
  const common = createCommonFromGethGenesis(genesis, { chain: 'devnet' });
  const params = common.genesis();
  common.setHardforkBy({ blockNumber: 0n, timestamp: BigInt(genesis.timestamp) });
  const stateManager = new MerkleStateManager({
    trie: new MerklePatriciaTrie({ useKeyHashing: true, common }),
    common,
  });
  await createVM({ common, stateManager });
  await stateManager.generateCanonicalGenesis?.(parseGethGenesisState(genesis));
  const header = {
    ...params,
    number: 0,
    stateRoot: await stateManager.getStateRoot(),
    withdrawalsRoot: KECCAK256_RLP,
    requestsHash: SHA256_NULL,
  };
  return createBlock({ header, withdrawals: [] }, { common, setHardfork: false }).header;
}

type ExecutionHeader = Awaited<ReturnType<typeof executionGenesisHeader>>;

function consensusGenesisState(
  config: ChainForkConfig,
  header: ExecutionHeader,
  validatorCount: number,
): BeaconStateElectra {
  const zero = new Uint8Array(32);
  const types = config.getForkTypes(0);
  const bodyRoot = types.BeaconBlockBody.hashTreeRoot(types.BeaconBlockBody.defaultValue() as never);
  const state = getGenesisBeaconState(
    config,
    {
      depositRoot: ssz.phase0.DepositDataRootList.hashTreeRoot([]),
      depositCount: 0n,
      blockHash: header.hash(),
    },
    { slot: 0, proposerIndex: 0, parentRoot: zero, stateRoot: zero, bodyRoot },
  ) as BeaconStateElectra;
  state.genesisTime = Number(header.timestamp);
  state.eth1DepositIndex = 0;
  setValidators(state, validatorCount);
  state.latestExecutionPayloadHeader = executionPayloadHeader(header);
  state.depositRequestsStartIndex = UNSET_DEPOSIT_REQUESTS_START_INDEX;
  state.commit();
  state.genesisValidatorsRoot = state.validators.hashTreeRoot();
  const { syncCommittee } = getNextSyncCommittee(
    config.getForkSeq(0),
    state as BeaconStateAllForks,
    Uint32Array.from({ length: validatorCount }, (_, index) => index),
    new Uint16Array(validatorCount).fill(32),
  );
  state.currentSyncCommittee = ssz.altair.SyncCommittee.toViewDU(syncCommittee);
  state.nextSyncCommittee = ssz.altair.SyncCommittee.toViewDU(syncCommittee);
  state.commit();
  return state;
}

function setValidators(state: BeaconStateElectra, count: number): void {
  const validators = interopSecretKeys(count).map((secretKey) => {
    const pubkey = secretKey.toPublicKey().toBytes();
    return {
      pubkey,
      withdrawalCredentials: Uint8Array.from([1, ...new Uint8Array(11), ...pubkey.subarray(0, 20)]),
      effectiveBalance: EFFECTIVE_BALANCE,
      slashed: false,
      activationEligibilityEpoch: 0,
      activationEpoch: 0,
      exitEpoch: Number.POSITIVE_INFINITY,
      withdrawableEpoch: Number.POSITIVE_INFINITY,
    };
  });
  const zeros = new Array<number>(count).fill(0);
  state.validators = ssz.phase0.Validators.toViewDU(validators);
  state.balances = ssz.phase0.Balances.toViewDU(new Array<number>(count).fill(EFFECTIVE_BALANCE));
  state.previousEpochParticipation = ssz.altair.EpochParticipation.toViewDU(zeros);
  state.currentEpochParticipation = ssz.altair.EpochParticipation.toViewDU(zeros);
  state.inactivityScores = ssz.altair.InactivityScores.toViewDU(zeros);
}

function executionPayloadHeader(header: ExecutionHeader) {
  return ssz.deneb.ExecutionPayloadHeader.toViewDU({
    parentHash: header.parentHash,
    feeRecipient: header.coinbase.bytes as never,
    stateRoot: header.stateRoot,
    receiptsRoot: header.receiptTrie,
    logsBloom: header.logsBloom,
    prevRandao: header.mixHash,
    blockNumber: 0,
    gasLimit: Number(header.gasLimit),
    gasUsed: 0,
    timestamp: Number(header.timestamp),
    extraData: header.extraData,
    baseFeePerGas: header.baseFeePerGas ?? 0n,
    blockHash: header.hash(),
    transactionsRoot: ssz.bellatrix.Transactions.hashTreeRoot([]),
    withdrawalsRoot: ssz.capella.Withdrawals.hashTreeRoot([]),
    blobGasUsed: 0n,
    excessBlobGas: 0n,
  });
}

function setProposerLookahead(config: ChainForkConfig, state: BeaconStateElectra, validatorCount: number): void {
  const active = Uint32Array.from({ length: validatorCount }, (_, index) => index);
  // The two functions read only these two fields of a cached state.
  const cached = {
    epochCtx: { effectiveBalanceIncrements: new Uint16Array(validatorCount).fill(32) },
    randaoMixes: state.randaoMixes,
  } as never;
  const lookahead = [0, 1].flatMap((epoch) => [
    ...computeProposerIndices(config.getForkSeq(0), cached, computeEpochShuffling(cached, active, epoch), epoch),
  ]);
  (state as unknown as BeaconStateFulu).proposerLookahead = ssz.fulu.ProposerLookahead.toViewDU(lookahead);
}
