import { exchange } from '../../lib/http-request.ts';
import type { PayloadFork } from '../relay/chain-spec.ts';
import { FORK_TYPES } from '../relay/fork-types.ts';
import type { Submission } from '../relay/submission-types.ts';
import type { Registration } from '../relay/validator-registry.ts';

const TIMEOUT_MS = 3000;

/** A proposer that takes bids (relay-specs, `getValidators`). */
export interface UpcomingProposer {
  slot: string;
  validator_index: string;
  entry: Registration;
}

/** The relay's answer to a bid that it does not take. */
export class BidRefused extends Error {
  override readonly name = 'BidRefused';
}

/** The part of the Relay API that a builder uses. Methods throw the system's error when there is no answer. */
export class RelayClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** `undefined` for a slot whose proposer has not registered. */
  async proposerOf(slot: number): Promise<UpcomingProposer | undefined> {
    const response = await exchange(`${this.#url}/relay/v1/builder/validators`, { timeoutMs: TIMEOUT_MS });
    if (response.status !== 200) throw new Error(`the relay answers ${response.status}`);
    const proposers = JSON.parse(response.body.toString('utf8')) as UpcomingProposer[];
    return proposers.find((proposer) => Number(proposer.slot) === slot);
  }

  /** Throws `BidRefused`. */
  async submit(submission: Submission, fork: PayloadFork): Promise<void> {
    const response = await exchange(`${this.#url}/relay/v1/builder/blocks`, {
      headers: { 'content-type': 'application/octet-stream', 'eth-consensus-version': fork },
      body: FORK_TYPES[fork].Submission.serialize(submission),
      timeoutMs: TIMEOUT_MS,
    });
    if (response.status === 200) return;
    throw new BidRefused(messageOf(response.body.toString('utf8')));
  }
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body;
  } catch {
    return body.slice(0, 200);
  }
}
