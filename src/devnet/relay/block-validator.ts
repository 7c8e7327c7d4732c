import { messageOf } from '../../lib/errors.ts';
import { exchange } from '../../lib/http-request.ts';
import type { PayloadFork } from './chain-spec.ts';
import { FORK_TYPES } from './fork-types.ts';
import type { Submission } from './submission-types.ts';
import { wireJson } from './wire-json.ts';

const TIMEOUT_MS = 10_000;

const METHODS: Record<PayloadFork, string> = {
  electra: 'flashbots_validateBuilderSubmissionV4',
  fulu: 'flashbots_validateBuilderSubmissionV5',
};

export interface ValidationRequest {
  fork: PayloadFork;
  submission: Submission;
  registeredGasLimit: string;
  parentBeaconBlockRoot: string;
}

/** Asks an execution client with the `flashbots` namespace (reth, embedded `el`) whether a submitted block is sound. */
export class BlockValidator {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** The objection; `undefined` when the block is sound. */
  async objection(request: ValidationRequest): Promise<string | undefined> {
    const submission = FORK_TYPES[request.fork].Submission.toJson(request.submission) as Record<string, unknown>;
    const parameters = {
      ...submission,
      registered_gas_limit: request.registeredGasLimit,
      parent_beacon_block_root: request.parentBeaconBlockRoot,
    };
    const body = wireJson({ jsonrpc: '2.0', id: 1, method: METHODS[request.fork], params: [parameters] });
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await exchange(this.#url, { headers, body, timeoutMs: TIMEOUT_MS });
      const { error } = JSON.parse(response.body.toString('utf8')) as { error?: { message?: string } };
      return error === undefined || error === null ? undefined : (error.message ?? 'refused without a reason');
    } catch (error) {
      return `validation server not usable: ${messageOf(error)}`;
    }
  }
}
