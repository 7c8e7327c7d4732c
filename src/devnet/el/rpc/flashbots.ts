import type { Block } from '@ethereumjs/block';
import { createTxFromRLP, isBlob4844Tx } from '@ethereumjs/tx';
import { createAddressFromString } from '@ethereumjs/util';
import { messageOf } from '../../../lib/errors.ts';
import { bytesToHex, hexToBytes } from '../../../lib/hex.ts';
import { versionedHash } from '../blob-sidecar.ts';
import type { Chain } from '../chain.ts';
import type { ChainBlock } from '../chain-block.ts';
import { blockOfPayload } from '../engine/payload.ts';
import { executeBlock } from '../execute-block.ts';
import type { Kzg } from '../kzg.ts';
import type { Simulator } from '../simulator.ts';
import { readState } from '../state-vm.ts';
import { type BuilderSubmission, parseSubmission } from './builder-submission.ts';
import type { Method, Methods } from './methods.ts';
import { RpcError } from './rpc-error.ts';

const WEI_PER_GWEI = 1_000_000_000n;

/** What a relay asks about submitted blocks (reth's flashbots namespace): null is good, an error says what is not. */
export function flashbotsMethods(chain: Chain, simulator: Simulator, kzg: Kzg): Methods {
  const validate =
    (cellProofs: boolean): Method =>
    async (params) => {
      const submission = parseSubmission(params.object(0));
      try {
        await validateSubmission(chain, simulator, kzg, submission, cellProofs);
      } catch (error) {
        throw new RpcError(messageOf(error));
      }
      return null;
    };
  return {
    flashbots_validateBuilderSubmissionV4: validate(false),
    flashbots_validateBuilderSubmissionV5: validate(true),
  };
}

async function validateSubmission(
  chain: Chain,
  simulator: Simulator,
  kzg: Kzg,
  submission: BuilderSubmission,
  cellProofs: boolean,
): Promise<void> {
  const { message, payload, requests, parentBeaconBlockRoot } = submission;
  const common = chain.rules.at(BigInt(payload.blockNumber), BigInt(payload.timestamp));
  if (common.isActivatedEIP(7594) !== cellProofs) throw new Error('the submission is of another fork');
  const transactions = payload.transactions.map((encoded) => createTxFromRLP(hexToBytes(encoded), { common }));
  const block = await blockOfPayload(payload, transactions, parentBeaconBlockRoot, requests, common);
  const parent = chain.block(payload.parentHash);
  if (parent === undefined) throw new Error(`unknown parent ${payload.parentHash}`);
  expectSame('block hash', message.blockHash, bytesToHex(block.hash()));
  expectSame('parent hash', message.parentHash, payload.parentHash);
  expectSame('gas limit', message.gasLimit, block.header.gasLimit);
  expectSame('gas used', message.gasUsed, block.header.gasUsed);
  expectSame('gas limit', block.header.gasLimit, gasLimitTowards(parent, submission.registeredGasLimit));
  await checkBlobs(kzg, block, submission, cellProofs);
  const state = await simulator.fresh();
  const executed = await executeBlock(chain, state, block, parent);
  await checkPayment(chain, submission, parent, executed, async () => {
    const account = await state.vm.stateManager.getAccount(createAddressFromString(message.proposerFeeRecipient));
    return account?.balance ?? 0n;
  });
}

/** The parent's limit, moved towards the registered one as far as a block may move it. */
function gasLimitTowards(parent: ChainBlock, registered: bigint): bigint {
  const before = parent.block.header.gasLimit;
  const step = before / 1024n - 1n;
  if (registered > before) return before + step < registered ? before + step : registered;
  return before - step > registered ? before - step : registered;
}

async function checkBlobs(kzg: Kzg, block: Block, { blobs }: BuilderSubmission, cellProofs: boolean): Promise<void> {
  const hashes = block.transactions.flatMap((one) => (isBlob4844Tx(one) ? one.blobVersionedHashes : []));
  expectSame('blob commitments', blobs.commitments.map(versionedHash).join(), hashes.join());
  expectSame('number of blobs', blobs.blobs.length, hashes.length);
  if (hashes.length === 0) return;
  const holds = await kzg.verifySidecar({ version: cellProofs ? 1 : 0, ...blobs });
  if (!holds) throw new Error('invalid blobs bundle: KZG proof verification failed');
}

/**
 * The proposer must get the value that was bid: either its balance has grown by it, or the last transaction pays it,
 * without input and without a tip (reth's rules).
 */
async function checkPayment(
  chain: Chain,
  { message, payload }: BuilderSubmission,
  parent: ChainBlock,
  { block, receipts }: ChainBlock,
  balanceAfter: () => Promise<bigint>,
): Promise<void> {
  const rules = chain.rules.at(parent.number, parent.timestamp);
  const address = createAddressFromString(message.proposerFeeRecipient);
  const before = await readState(rules, chain.nodes, parent.block.header.stateRoot).getAccount(address);
  const withdrawn = payload.withdrawals
    .filter((withdrawal) => withdrawal.address === message.proposerFeeRecipient)
    .reduce((sum, { amount }) => sum + BigInt(amount) * WEI_PER_GWEI, 0n);
  if ((await balanceAfter()) >= (before?.balance ?? 0n) + withdrawn + message.value) return;
  const payment = block.transactions.at(-1);
  if (payment === undefined || receipts.at(-1)?.succeeded !== true) throw new Error('missing proposer payment');
  const pays =
    payment.to?.equals(address) === true &&
    payment.value === message.value &&
    payment.data.length === 0 &&
    payment.getEffectivePriorityFee(block.header.baseFeePerGas ?? 0n) === 0n;
  if (!pays) throw new Error('could not verify proposer payment');
}

function expectSame<T>(what: string, claimed: T, actual: T): void {
  if (claimed !== actual) throw new Error(`incorrect ${what}: ${claimed}, expected ${actual}`);
}
