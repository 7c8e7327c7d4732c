import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiServer, startApiServer } from '../../src/devnet/beacon/api/api-server.ts';
import type { BeaconEvent } from '../../src/devnet/beacon/beacon-events.ts';
import { type BeaconParts, createBeaconParts } from '../../src/devnet/beacon/beacon-parts.ts';
import { BuilderClient } from '../../src/devnet/beacon/builder/builder-client.ts';
import type { BoostFactor } from '../../src/devnet/beacon/builder/builder-path.ts';
import type { BeaconChain } from '../../src/devnet/beacon/chain/beacon-chain.ts';
import { loadChain } from '../../src/devnet/beacon/chain/load-chain.ts';
import { KeyRing } from '../../src/devnet/beacon/validators/key-ring.ts';
import { loadKeys } from '../../src/devnet/beacon/validators/load-keys.ts';
import { EngineClient } from '../../src/devnet/consensus/engine-client.ts';
import { createLogger } from '../../src/lib/log.ts';
import { EngineStandIn } from './engine-stand-in.ts';
import { writeL1Artifacts } from './l1-artifacts.ts';

export const GENESIS_TIME = 1_800_000_000;
const SLOT_MS = 2000;

export interface BeaconWorldOptions {
  fork?: 'electra' | 'fulu';
  builderUrl?: string;
  boostFactor?: BoostFactor;
  firstBlockGraceMs?: number;
  lookaheadMs?: number;
}

/**
 * A beacon node's parts on a real genesis, with the Beacon API on real HTTP, an execution client that obeys the test,
 * and a clock that the test sets: an epoch takes as long as its work.
 */
export class BeaconWorld {
  readonly dir = mkdtempSync(join(tmpdir(), 'beacon-'));
  readonly dataDir = join(this.dir, 'beacon');
  readonly lines: string[] = [];
  readonly events: BeaconEvent[] = [];
  nowMs = GENESIS_TIME * 1000;
  engine!: EngineStandIn;
  chain!: BeaconChain;
  parts!: BeaconParts;
  url = '';
  readonly #options: BeaconWorldOptions;
  #stopped = new AbortController();
  #server!: ApiServer;

  private constructor(options: BeaconWorldOptions) {
    this.#options = options;
  }

  static async start(options: BeaconWorldOptions = {}): Promise<BeaconWorld> {
    const world = new BeaconWorld(options);
    const fork = options.fork ?? 'electra';
    await writeL1Artifacts(world.dir, { genesisTime: GENESIS_TIME, slotDurationMs: SLOT_MS, fork });
    await world.open();
    await world.parts.preparer.prepare(1);
    return world;
  }

  /** Begins on the data folder, as a process does that is started. */
  async open(): Promise<void> {
    const log = createLogger('beacon', 'debug', (line) => void this.lines.push(line.trimEnd()));
    const testnetDir = join(this.dir, 'testnet');
    this.chain = await loadChain({ testnetDir, dataDir: this.dataDir, now: () => this.nowMs, log });
    const { executionHash } = this.chain.genesis.block;
    this.engine ??= await EngineStandIn.start(executionHash);
    const validatorsDir = join(this.dir, 'data_validator');
    const keys = new KeyRing(await loadKeys({ validatorsDir, interopCount: 100, log }));
    const { builderUrl } = this.#options;
    const builder = builderUrl === undefined ? undefined : new BuilderClient(builderUrl);
    this.parts = createBeaconParts({
      ...{ chain: this.chain, keys, builder, log },
      engine: new EngineClient({ url: this.engine.url, jwtSecret: new Uint8Array(32) }),
      suggestedFeeRecipient: `0x${'fe'.repeat(20)}`,
      builderBoostFactor: this.#options.boostFactor ?? 'prefer',
      firstBlockGraceMs: this.#options.firstBlockGraceMs ?? 0,
      lookaheadMs: this.#options.lookaheadMs ?? 0,
      graffiti: 'test',
    });
    this.parts.events.subscribe((event) => void this.events.push(event));
    this.#stopped = new AbortController();
    const context = { ...this.parts, chain: this.chain, builder, stopped: this.#stopped.signal, log };
    this.#server = await startApiServer(context, { httpAddress: '127.0.0.1', httpPort: 0 });
    this.url = `http://${this.#server.address}`;
  }

  /** Ends without a word, as a process does that is killed. */
  async kill(): Promise<void> {
    this.#stopped.abort();
    await this.#server.close();
    await this.chain.store.close();
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.engine.close();
    rmSync(this.dir, { recursive: true });
  }

  get headSlot(): number {
    return this.chain.head.block.slot;
  }

  /** Goes through the duties of a slot at its very beginning, and has the next payload begun. */
  async runSlot(slot: number): Promise<void> {
    this.setSlot(slot);
    await this.parts.slotLoop.runSlot(slot, this.#stopped.signal);
    await this.parts.preparer.settled();
  }

  /** Runs the loop over the slots by the clock that the test sets, until the returned function is called. */
  startLoop(): () => Promise<void> {
    const stop = new AbortController();
    const running = this.parts.slotLoop.run(stop.signal).catch((error) => {
      if (!stop.signal.aborted) throw error;
    });
    return () => {
      stop.abort();
      return running;
    };
  }

  async runSlots(first: number, last: number): Promise<void> {
    for (let slot = first; slot <= last; slot++) await this.runSlot(slot);
  }

  setSlot(slot: number, msInto = 0): void {
    this.nowMs = this.chain.clock.startOf(slot) + msInto;
  }

  logged(text: string): boolean {
    return this.lines.some((line) => line.includes(text));
  }

  async get<T = unknown>(path: string, headers: Record<string, string> = {}): Promise<{ status: number; json: T }> {
    const response = await fetch(`${this.url}${path}`, { headers });
    return { status: response.status, json: (await response.json()) as T };
  }
}
