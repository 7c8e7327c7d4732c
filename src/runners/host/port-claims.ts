import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import { describingFileErrors } from '../../lib/file-error.ts';
import { type LockOwner, releaseLock, takeLock } from '../../lib/lock-file.ts';
import { ownIdentity } from '../../lib/process-identity.ts';
import type { Manifest } from '../../manifest/service.ts';
import { portKey } from '../../targets/host/host-addressing.ts';
import { canBind } from './can-bind.ts';

/** How far above its default a port is looked for. */
const REACH = 2000;

/**
 * The ports of one session. A number is ours when its lock file is (so that sessions that start at the same time
 * never share one) and it could be bound when it was claimed.
 */
export class PortClaims {
  readonly #folder: string;
  readonly #address: string;
  readonly #owner: LockOwner;
  readonly #numbers = new Map<string, number>();

  constructor(options: { stateDir: string; sessionId: string; bindExternal: boolean }) {
    this.#folder = join(options.stateDir, 'ports');
    this.#address = options.bindExternal ? '0.0.0.0' : '127.0.0.1';
    this.#owner = { ...ownIdentity(), label: options.sessionId };
  }

  /** `service/port` → number. */
  get numbers(): Record<string, number> {
    return Object.fromEntries(this.#numbers);
  }

  /** Claims a number for every port: the preferred or the default one where it is free, the next free one above else. */
  async claimAll(manifest: Manifest, preferred: Readonly<Record<string, number>>): Promise<void> {
    await describingFileErrors('write to', this.#folder, async () => {
      mkdirSync(this.#folder, { recursive: true });
      const wanted = wantedNumbers(manifest, preferred);
      // Defaults first: a port that must move never takes the default of one that need not.
      for (const [key, number] of wanted) {
        if (await this.#claim(number)) this.#numbers.set(key, number);
      }
      for (const [key, number] of wanted) {
        if (!this.#numbers.has(key)) this.#numbers.set(key, await this.#claimAbove(key, number));
      }
    });
  }

  /** Gives the port another number, above the one that was lost. */
  async move(key: string): Promise<{ from: number; to: number }> {
    const from = this.#numbers.get(key) ?? 0;
    const to = await this.#claimAbove(key, from);
    this.#release(from);
    this.#numbers.set(key, to);
    return { from, to };
  }

  /** Whether another process has the number although the claim is ours. */
  async isLost(key: string): Promise<boolean> {
    const number = this.#numbers.get(key);
    return number !== undefined && !(await canBind(this.#address, number));
  }

  releaseAll(): void {
    for (const number of this.#numbers.values()) this.#release(number);
    this.#numbers.clear();
  }

  async #claimAbove(key: string, number: number): Promise<number> {
    const last = Math.min(65_535, number + REACH);
    for (let candidate = number + 1; candidate <= last; candidate++) {
      if (await this.#claim(candidate)) return candidate;
    }
    throw new PlaygroundError('no-free-port', `no free port for ${key} between ${number} and ${last}`, {
      kind: 'environment',
      hint: 'end what holds them: `ss -ltnp` lists it',
    });
  }

  async #claim(number: number): Promise<boolean> {
    if ([...this.#numbers.values()].includes(number)) return false;
    const path = this.#path(number);
    if (!takeLock(path, this.#owner).taken) return false;
    if (await canBind(this.#address, number)) return true;
    releaseLock(path, this.#owner);
    return false;
  }

  #release(number: number): void {
    releaseLock(this.#path(number), this.#owner);
  }

  #path(number: number): string {
    return join(this.#folder, String(number));
  }
}

function wantedNumbers(manifest: Manifest, preferred: Readonly<Record<string, number>>): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const service of manifest.services) {
    for (const port of service.ports) {
      const key = portKey(service, port);
      if (!wanted.has(key)) wanted.set(key, preferred[key] ?? port.port);
    }
  }
  return wanted;
}
