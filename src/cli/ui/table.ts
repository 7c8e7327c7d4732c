import { padRight, textWidth } from './text-width.ts';

/** Rows with their columns aligned, two spaces between them, nothing after the last. */
export function table(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, textWidth(cell));
    });
  }
  return rows.map((row) => {
    const cells = row.map((cell, i) => (i === row.length - 1 ? cell : padRight(cell, widths[i] ?? 0)));
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}
