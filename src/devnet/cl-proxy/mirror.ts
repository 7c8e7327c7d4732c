import type { OutgoingHttpHeaders } from 'node:http';
import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import { exchange } from '../../lib/http-request.ts';
import type { Logger } from '../../lib/log.ts';

/** newPayload's limit in execution-apis. */
const TIMEOUT_MS = 8000;
/** Calls that may wait for a slow secondary before the oldest is dropped. */
const LONGEST_QUEUE = 256;

export interface Mirrored {
  headers: OutgoingHttpHeaders;
  body: string;
  /** Settles with the primary's answer: `true` when the primary took the call. */
  after: Promise<boolean>;
}

/**
 * Repeats calls to the secondary, one at a time and in the order of arrival. Its answers are read and forgotten; its
 * failures are logged when its state changes and never reach the caller.
 */
export class Mirror {
  readonly #url: string;
  readonly #log: Logger;
  readonly #queue: Mirrored[] = [];
  readonly #stop = new AbortController();
  #running = false;
  #reachable: boolean | undefined;
  #dropped = 0;

  constructor(url: string, log: Logger) {
    this.#url = url;
    this.#log = log;
  }

  push(call: Mirrored): void {
    this.#queue.push(call);
    if (this.#queue.length > LONGEST_QUEUE) {
      this.#queue.shift();
      this.#dropped += 1;
      if (this.#dropped === 1) this.#log.warn('secondary is too slow, dropping calls', { url: this.#url });
    }
    if (!this.#running) void this.#drain();
  }

  stop(): void {
    this.#queue.length = 0;
    this.#stop.abort();
  }

  async #drain(): Promise<void> {
    this.#running = true;
    for (let call = this.#queue.shift(); call !== undefined; call = this.#queue.shift()) {
      if (await call.after) await this.#send(call);
    }
    this.#running = false;
  }

  async #send(call: Mirrored): Promise<void> {
    try {
      const { headers, body } = call;
      const signal = this.#stop.signal;
      const answer = await exchange(this.#url, { method: 'POST', headers, body, timeoutMs: TIMEOUT_MS, signal });
      this.#note(answer.status === 200, `answers ${answer.status}`);
    } catch (error) {
      this.#note(false, systemCodeOf(error) ?? messageOf(error));
    }
  }

  #note(reachable: boolean, reason: string): void {
    if (reachable === this.#reachable || this.#stop.signal.aborted) return;
    this.#reachable = reachable;
    this.#dropped = 0;
    if (reachable) this.#log.info('secondary takes calls', { url: this.#url });
    else this.#log.warn('secondary does not take calls', { url: this.#url, reason });
  }
}
