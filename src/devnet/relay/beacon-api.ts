import { exchange, type HttpResponse } from '../../lib/http-request.ts';
import type { GenesisData } from './chain-spec.ts';

const TIMEOUT_MS = 5000;

/** The beacon node answered, but not with what was asked for. */
export class BeaconError extends Error {
  override readonly name = 'BeaconError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface ProposerDuty {
  pubkey: string;
  validator_index: string;
  slot: string;
}

export interface KnownValidator {
  index: string;
  validator: { pubkey: string };
}

/** The part of the Beacon API that a relay reads. Every method throws `BeaconError` or the system's error. */
export class BeaconApi {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  genesis(): Promise<GenesisData> {
    return this.#get('/eth/v1/beacon/genesis');
  }

  spec(): Promise<Record<string, unknown>> {
    return this.#get('/eth/v1/config/spec');
  }

  async headSlot(): Promise<number> {
    const { head_slot } = await this.#get<{ head_slot: string }>('/eth/v1/node/syncing');
    return Number(head_slot);
  }

  /** Those that may propose now or soon. */
  validators(): Promise<KnownValidator[]> {
    return this.#get('/eth/v1/beacon/states/head/validators?status=active,pending');
  }

  proposerDuties(epoch: number): Promise<ProposerDuty[]> {
    return this.#get(`/eth/v1/validator/duties/proposer/${epoch}`);
  }

  /** Publishes `SignedBlockContents` in SSZ. Resolves when the node has taken the block in (200; 202 is a refusal). */
  async publish(fork: string, contents: Uint8Array): Promise<void> {
    const response = await exchange(
      `${this.url}/eth/v2/beacon/blocks?broadcast_validation=consensus_and_equivocation`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/octet-stream',
          'eth-consensus-version': fork,
          accept: 'application/json',
        },
        body: contents,
        timeoutMs: TIMEOUT_MS,
      },
    );
    if (response.status !== 200) throw refusal('the block', response);
  }

  async #get<T>(path: string): Promise<T> {
    const response = await exchange(`${this.url}${path}`, {
      headers: { accept: 'application/json' },
      timeoutMs: TIMEOUT_MS,
    });
    if (response.status !== 200) throw refusal(path, response);
    return (JSON.parse(response.body.toString('utf8')) as { data: T }).data;
  }
}

function refusal(what: string, response: HttpResponse): BeaconError {
  const text = response.body.toString('utf8').trim().slice(0, 300);
  return new BeaconError(
    response.status,
    `the beacon node answers ${response.status} to ${what}${text && `: ${text}`}`,
  );
}
