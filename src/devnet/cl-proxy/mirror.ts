import type { OutgoingHttpHeaders } from 'node:http';
import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import { exchange } from '../../lib/http-request.ts';
import type { Logger } from '../../lib/log.ts';
import { PayloadHistory } from './payload-history.ts';

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
 * Repeats calls to the secondary, one at a time and in the order of arrival. Payloads that it missed while it was away are sent
 * again; its failures are logged when its state changes and never reach the caller.
 */
export class Mirror {
  readonly #url: string;
  readonly #log: Logger;
  readonly #queue: Mirrored[] = [];
  readonly #stop = new AbortController();
  readonly #history = new PayloadHistory();
  #running = false;
  /** Whether it lacks more than can be given; until it comes back anew there is no use in trying. */
  #lost = false;
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
    const hash = this.#history.add(call.body);
    const status = await this.#exchange(call.headers, call.body);
    if (hash === undefined || !isOrphan(status)) return;
    if (await this.#resendBelow(hash, call.headers)) await this.#exchange(call.headers, call.body);
  }

  /** Gives the secondary the blocks below this one that it lacks, as far as they are remembered. */
  async #resendBelow(hash: string, headers: OutgoingHttpHeaders): Promise<boolean> {
    if (this.#lost) return false;
    const missing: string[] = [];
    let body: string | undefined;
    for (let at = this.#history.parentOf(hash); at !== undefined; at = this.#history.parentOf(at)) {
      body = this.#history.bodyOf(at);
      if (body === undefined || this.#stop.signal.aborted) break;
      const status = await this.#exchange(headers, body);
      if (isOrphan(status)) missing.push(body);
      else if (status === 'VALID') return this.#resend(missing, headers);
      else return false;
    }
    this.#lost = true;
    this.#log.warn('secondary lacks blocks that are not remembered here', { url: this.#url });
    return false;
  }

  async #resend(missing: string[], headers: OutgoingHttpHeaders): Promise<boolean> {
    for (const body of missing.reverse()) await this.#exchange(headers, body);
    this.#log.info('secondary was given the blocks that it missed', { count: missing.length });
    return true;
  }

  /** The status of the payload in the answer, if there is one. */
  async #exchange(headers: OutgoingHttpHeaders, body: string): Promise<string | undefined> {
    try {
      const signal = this.#stop.signal;
      const answer = await exchange(this.#url, { method: 'POST', headers, body, timeoutMs: TIMEOUT_MS, signal });
      this.#note(answer.status === 200, `answers ${answer.status}`);
      const { result } = JSON.parse(answer.body.toString('utf8')) as { result?: { status?: string } };
      return result?.status;
    } catch (error) {
      if (!(error instanceof SyntaxError)) this.#note(false, systemCodeOf(error) ?? messageOf(error));
      return undefined;
    }
  }

  #note(reachable: boolean, reason: string): void {
    if (reachable === this.#reachable || this.#stop.signal.aborted) return;
    this.#reachable = reachable;
    this.#dropped = 0;
    this.#lost = false;
    if (reachable) this.#log.info('secondary takes calls', { url: this.#url });
    else this.#log.warn('secondary does not take calls', { url: this.#url, reason });
  }
}

/** A payload whose parent the client does not have (execution-apis, `paris.md`). */
function isOrphan(status: string | undefined): boolean {
  return status === 'SYNCING' || status === 'ACCEPTED';
}
