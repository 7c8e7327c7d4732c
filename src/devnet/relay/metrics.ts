/** Counters and gauges in the text format of Prometheus. */
export class Metrics {
  readonly #counters = new Map<string, number>();
  readonly #gauges = new Map<string, () => number>();

  /** `labels` as they are printed: `route="/",status="200"`. */
  count(name: string, labels = '', by = 1): void {
    const key = labels === '' ? name : `${name}{${labels}}`;
    this.#counters.set(key, (this.#counters.get(key) ?? 0) + by);
  }

  gauge(name: string, read: () => number): void {
    this.#gauges.set(name, read);
  }

  print(): string {
    const lines: string[] = [];
    let family = '';
    const counters = [...this.#counters].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, value] of counters) {
      const name = key.split('{')[0] ?? key;
      if (name !== family) lines.push(`# TYPE ${name} counter`);
      family = name;
      lines.push(`${key} ${value}`);
    }
    for (const [name, read] of this.#gauges) lines.push(`# TYPE ${name} gauge`, `${name} ${read()}`);
    return `${lines.join('\n')}\n`;
  }
}
