import type { ServerResponse } from 'node:http';
import { readBody } from '../../src/lib/http-request.ts';
import { serve } from './serve.ts';

export interface StandInOptions {
  genesisTime: number;
  slotMs: number;
  /** Compressed public keys as `0x` hex; the proposer of slot n is number n modulo their count. */
  pubkeys: readonly string[];
  spec?: Record<string, unknown>;
  port?: number;
}

export interface Published {
  version: string | undefined;
  contentType: string | undefined;
  body: Buffer;
}

export const GENESIS_VALIDATORS_ROOT = `0x${'96'.repeat(32)}`;
export const GENESIS_FORK_VERSION = '0x20000089';

/** The Beacon API that a relay reads, over real HTTP, with events sent when the test says so. */
export class BeaconStandIn {
  readonly options: StandInOptions;
  readonly published: Published[] = [];
  readonly requests: string[] = [];
  /** What a publication is answered with. */
  publishStatus = 200;
  headSlot = 0;
  url = '';
  port = 0;
  readonly #streams = new Map<ServerResponse, string>();
  #close: () => Promise<void> = async () => {};

  private constructor(options: StandInOptions) {
    this.options = options;
  }

  static async start(options: StandInOptions): Promise<BeaconStandIn> {
    const beacon = new BeaconStandIn(options);
    const served = await serve(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      beacon.requests.push(`${request.method} ${url.pathname}`);
      if (url.pathname === '/eth/v1/events') return beacon.#openStream(url.searchParams.get('topics') ?? '', response);
      if (request.method === 'POST') {
        const { 'eth-consensus-version': version, 'content-type': contentType } = request.headers;
        beacon.published.push({ version: version as string | undefined, contentType, body: await readBody(request) });
        response.writeHead(beacon.publishStatus);
        return response.end();
      }
      const data = beacon.#answer(url.pathname);
      response.writeHead(data === undefined ? 404 : 200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(data === undefined ? { code: 404, message: 'not found' } : { data }));
    }, options.port);
    beacon.url = served.url;
    beacon.port = served.port;
    beacon.#close = served.close;
    return beacon;
  }

  async close(): Promise<void> {
    this.dropStreams();
    await this.#close();
  }

  dropStreams(): void {
    for (const stream of this.#streams.keys()) stream.destroy();
    this.#streams.clear();
  }

  hasStream(topic: string): boolean {
    return [...this.#streams.values()].includes(topic);
  }

  send(topic: string, data: unknown): void {
    for (const [stream, wanted] of this.#streams) {
      if (wanted === topic) stream.write(`event: ${topic}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  proposerOf(slot: number): { index: number; pubkey: string } {
    const index = slot % this.options.pubkeys.length;
    return { index, pubkey: this.options.pubkeys[index] ?? '' };
  }

  #openStream(topic: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(':\n\n');
    this.#streams.set(response, topic);
    response.on('close', () => this.#streams.delete(response));
  }

  #answer(path: string): unknown {
    const epoch = /^\/eth\/v1\/validator\/duties\/proposer\/(\d+)$/.exec(path)?.[1];
    if (epoch !== undefined) return this.#duties(Number(epoch));
    return {
      '/eth/v1/beacon/genesis': {
        genesis_time: String(this.options.genesisTime),
        genesis_validators_root: GENESIS_VALIDATORS_ROOT,
        genesis_fork_version: GENESIS_FORK_VERSION,
      },
      '/eth/v1/config/spec': { ...SPEC, SLOT_DURATION_MS: String(this.options.slotMs), ...this.options.spec },
      '/eth/v1/node/syncing': { head_slot: String(this.headSlot), sync_distance: '0', is_syncing: false },
      '/eth/v1/beacon/states/head/validators': this.options.pubkeys.map((pubkey, index) => ({
        index: String(index),
        status: 'active_ongoing',
        validator: { pubkey },
      })),
    }[path];
  }

  #duties(epoch: number): object[] {
    return Array.from({ length: 32 }, (_, i) => {
      const slot = epoch * 32 + i;
      const { index, pubkey } = this.proposerOf(slot);
      return { pubkey, validator_index: String(index), slot: String(slot) };
    });
  }
}

const SPEC = {
  PRESET_BASE: 'mainnet',
  SLOTS_PER_EPOCH: '32',
  SECONDS_PER_SLOT: '12',
  ELECTRA_FORK_EPOCH: '0',
  ELECTRA_FORK_VERSION: '0x20000094',
  FULU_FORK_EPOCH: '18446744073709551615',
  FULU_FORK_VERSION: '0x20000095',
};
