import { API_PATHS } from '../../src/devnet/relay/api-paths.ts';
import { BeaconApi } from '../../src/devnet/relay/beacon-api.ts';
import { chainSpecFrom, type PayloadFork } from '../../src/devnet/relay/chain-spec.ts';
import { DEV_SECRET_KEY } from '../../src/devnet/relay/dev-secret-key.ts';
import { FORK_TYPES } from '../../src/devnet/relay/fork-types.ts';
import { createRouteServer, type Route } from '../../src/devnet/relay/http/router.ts';
import { Metrics } from '../../src/devnet/relay/metrics.ts';
import { startRelay } from '../../src/devnet/relay/relay.ts';
import { HANDLERS, type Operation } from '../../src/devnet/relay/relay-routes.ts';
import type { RelayState } from '../../src/devnet/relay/relay-state.ts';
import { parseSecretKey } from '../../src/devnet/relay/signing.ts';
import type { Submission } from '../../src/devnet/relay/submission-types.ts';
import { listen } from '../../src/lib/listen.ts';
import { createLogger } from '../../src/lib/log.ts';
import { BeaconStandIn } from './beacon-stand-in.ts';
import {
  attributesEvent,
  PARENT_HASH,
  registrationsJson,
  type SubmissionOptions,
  signRegistration,
  signSubmission,
  testKey,
  testPubkeys,
} from './relay-fixtures.ts';
import { waitUntil } from './wait-until.ts';

const GENESIS_TIME = 1_700_000_000;
const SLOT_MS = 12_000;
const VALIDATORS = 8;

export interface RelayWorldOptions {
  fork?: PayloadFork;
  validationServer?: string;
}

/**
 * A relay on real HTTP with a scripted beacon node and a clock that the test sets. The clock stands at the start of
 * slot 10, whose block is up for auction; every validator is registered.
 */
export class RelayWorld {
  readonly slot = 10;
  readonly beacon: BeaconStandIn;
  readonly lines: string[] = [];
  readonly fork: PayloadFork;
  relay!: RelayState;
  url = '';
  nowMs = GENESIS_TIME * 1000 + this.slot * SLOT_MS;
  readonly #stop = new AbortController();
  #close: () => Promise<void> = async () => {};

  private constructor(beacon: BeaconStandIn, fork: PayloadFork) {
    this.beacon = beacon;
    this.fork = fork;
  }

  static async start(options: RelayWorldOptions = {}): Promise<RelayWorld> {
    const fork = options.fork ?? 'electra';
    const spec = fork === 'fulu' ? { FULU_FORK_EPOCH: '0' } : {};
    const pubkeys = testPubkeys(VALIDATORS);
    const beacon = await BeaconStandIn.start({ genesisTime: GENESIS_TIME, slotMs: SLOT_MS, pubkeys, spec });
    beacon.headSlot = 9;
    const world = new RelayWorld(beacon, fork);
    await world.#startRelay(options);
    await world.registerAll();
    await world.announce(world.slot);
    return world;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#close();
    await this.beacon.close();
  }

  get timestamp(): number {
    return this.timestampOf(this.slot);
  }

  get proposer(): { index: number; pubkey: string } {
    return this.beacon.proposerOf(this.slot);
  }

  get proposerKey() {
    return testKey(this.proposer.index);
  }

  timestampOf(slot: number): number {
    return GENESIS_TIME + (slot * SLOT_MS) / 1000;
  }

  /** Sends the payload attributes of a slot and waits until the relay has them. */
  async announce(slot: number): Promise<void> {
    await waitUntil('the attributes stream', () => this.beacon.hasStream('payload_attributes'));
    this.beacon.send('payload_attributes', attributesEvent(slot, this.timestampOf(slot)));
    await waitUntil('the attributes', () => this.relay.attributes.find(slot, PARENT_HASH));
  }

  async moveHead(slot: number): Promise<void> {
    await waitUntil('the head stream', () => this.beacon.hasStream('head'));
    this.beacon.send('head', { slot: String(slot), block: `0x${'ee'.repeat(32)}` });
    await waitUntil('the head', () => this.relay.headSlot === slot);
  }

  async registerAll(): Promise<void> {
    const timestamp = Math.floor(this.nowMs / 1000);
    const all = Array.from({ length: VALIDATORS }, (_, i) => signRegistration(testKey(i), timestamp));
    const response = await this.post('/eth/v1/builder/validators', registrationsJson(all));
    if (response.status !== 200) throw new Error(`registration failed: ${await response.text()}`);
  }

  submission(options: Partial<SubmissionOptions> = {}): Submission {
    const { slot = this.slot } = options;
    return signSubmission({
      ...{ slot, timestamp: this.timestampOf(slot), value: 1000n, fork: this.fork },
      proposer: this.beacon.proposerOf(slot).pubkey,
      ...options,
    });
  }

  submit(submission: Submission, query = ''): Promise<Response> {
    const body = FORK_TYPES[this.fork].Submission.serialize(submission);
    return this.post(`/relay/v1/builder/blocks${query}`, body, { 'content-type': 'application/octet-stream' });
  }

  header(slot = this.slot, headers: Record<string, string> = {}): Promise<Response> {
    const { pubkey } = this.beacon.proposerOf(slot);
    return fetch(`${this.url}/eth/v1/builder/header/${slot}/${PARENT_HASH}/${pubkey}`, { headers });
  }

  /** The value of the bid that a proposer sees; `undefined` where there is none. */
  async bidValue(slot = this.slot): Promise<bigint | undefined> {
    const response = await this.header(slot);
    if (response.status !== 200) return undefined;
    const { data } = (await response.json()) as { data: { message: { value: string } } };
    return BigInt(data.message.value);
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.url}${path}`);
  }

  post(path: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
    const init = {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { 'content-type': 'application/json', ...headers },
    };
    return fetch(`${this.url}${path}`, init);
  }

  async #startRelay({ validationServer }: RelayWorldOptions): Promise<void> {
    const log = createLogger('relay', 'debug', (line) => void this.lines.push(line.trimEnd()));
    const beacon = new BeaconApi(this.beacon.url);
    const spec = chainSpecFrom(await beacon.genesis(), await beacon.spec(), () => this.nowMs);
    const secret = parseSecretKey(DEV_SECRET_KEY);
    const { signal } = this.#stop;
    const metrics = new Metrics();
    this.relay = await startRelay({
      ...{ beacon, spec, secret, validationServer, metrics, log, signal },
      preset: 'mainnet',
    });
    const routes = (Object.entries(API_PATHS) as [Operation, (typeof API_PATHS)[Operation]][]).map(
      ([operation, [method, path]]): Route => ({
        ...{ method, path },
        handle: (request) => HANDLERS[operation](this.relay, request),
      }),
    );
    const server = createRouteServer(routes, log, () => {});
    const listening = await listen(server, '127.0.0.1', 0);
    this.url = `http://127.0.0.1:${listening.port}`;
    this.#close = listening.close;
  }
}
