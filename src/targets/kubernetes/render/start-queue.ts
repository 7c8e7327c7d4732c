import type { Service } from '../../../manifest/service.ts';

/**
 * Hands out services, each after all that it depends on. What nobody waits for to be healthy goes first: a gate holds up
 * everything behind it, and must not stand before what it needs. Of the gated, those go first whose references run.
 * Each is looked at once: linear in services, dependencies and references.
 */
export class StartQueue {
  readonly #byName: ReadonlyMap<string, Service>;
  readonly #gated: ReadonlySet<string>;
  /** Who waits for a service, and who refers to it. */
  readonly #dependents: ReadonlyMap<string, string[]>;
  readonly #referrers: ReadonlyMap<string, string[]>;
  /** How many of a service's dependencies and references are not placed yet. */
  readonly #dependenciesLeft: Map<string, number>;
  readonly #referencesLeft: Map<string, number>;
  readonly #placed = new Set<string>();
  readonly #free: string[] = [];
  readonly #satisfied: string[] = [];
  readonly #startable: string[] = [];
  readonly #next = { free: 0, satisfied: 0, startable: 0 };

  constructor(
    services: readonly Service[],
    gated: ReadonlySet<string>,
    references: ReadonlyMap<string, readonly string[]>,
  ) {
    this.#byName = new Map(services.map((service) => [service.name, service]));
    this.#gated = gated;
    const known = (names: readonly string[]) => names.filter((name) => this.#byName.has(name));
    const dependencies = new Map(
      services.map(({ name, dependsOn }) => [name, known(dependsOn.map((one) => one.name))]),
    );
    const referred = new Map(services.map(({ name }) => [name, known(references.get(name) ?? [])]));
    this.#dependents = reversed(dependencies);
    this.#referrers = reversed(referred);
    this.#dependenciesLeft = new Map([...dependencies].map(([name, names]) => [name, names.length]));
    this.#referencesLeft = new Map([...referred].map(([name, names]) => [name, names.length]));
    for (const { name } of services) {
      if (this.#dependenciesLeft.get(name) === 0) this.#enqueue(name);
    }
  }

  /** Undefined when none is left whose dependencies are placed. */
  take(): Service | undefined {
    const name = this.#head('free') ?? this.#head('satisfied') ?? this.#head('startable');
    if (name === undefined) return undefined;
    this.#placed.add(name);
    for (const dependent of this.#dependents.get(name) ?? []) {
      if (countDown(this.#dependenciesLeft, dependent) === 0) this.#enqueue(dependent);
    }
    for (const referrer of this.#referrers.get(name) ?? []) {
      const satisfied = countDown(this.#referencesLeft, referrer) === 0;
      const waits = this.#gated.has(referrer) && this.#dependenciesLeft.get(referrer) === 0;
      if (satisfied && waits) this.#satisfied.push(referrer);
    }
    return this.#byName.get(name);
  }

  #enqueue(name: string): void {
    if (!this.#gated.has(name)) this.#free.push(name);
    else if (this.#referencesLeft.get(name) === 0) this.#satisfied.push(name);
    else this.#startable.push(name);
  }

  /** The first of a queue that is not placed; one may stand in two. */
  #head(queue: 'free' | 'satisfied' | 'startable'): string | undefined {
    const names = { free: this.#free, satisfied: this.#satisfied, startable: this.#startable }[queue];
    for (;;) {
      const name = names[this.#next[queue]];
      if (name === undefined) return undefined;
      this.#next[queue]++;
      if (!this.#placed.has(name)) return name;
    }
  }
}

function reversed(edges: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const back = new Map<string, string[]>();
  for (const [from, targets] of edges) {
    for (const to of targets) {
      const list = back.get(to);
      if (list === undefined) back.set(to, [from]);
      else list.push(from);
    }
  }
  return back;
}

function countDown(counts: Map<string, number>, name: string): number {
  const left = (counts.get(name) ?? 0) - 1;
  counts.set(name, left);
  return left;
}
