export interface Sample {
  name: string;
  unit: string;
  /** What the project promises for the median; absent where it promises nothing. */
  goal?: string;
  values: number[];
}

/** A table with minimum, median and maximum of every sample, as lines of Markdown. */
export function statisticsTable(samples: readonly Sample[]): string[] {
  const rows = samples.map(({ name, unit, goal, values }) => {
    const sorted = [...values].sort((a, b) => a - b);
    const figures = [sorted[0], median(sorted), sorted.at(-1)].map((value) => figure(value ?? Number.NaN));
    return [name, ...figures, unit, goal ?? '', String(values.length)];
  });
  const all = [['what', 'min', 'median', 'max', 'unit', 'goal', 'runs'], ...rows];
  const widths = (all[0] ?? []).map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = all;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
