import { PlaygroundError } from './errors.ts';

const UNITS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration as Go writes them: `12s`, `1m30s`, `250ms`. A bare number counts as seconds.
 * Throws `PlaygroundError` `invalid-duration`.
 */
export function parseDuration(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) {
    throw new PlaygroundError('invalid-duration', `"${text}" is not a duration`, {
      kind: 'usage',
      hint: 'write it like 12s, 500ms or 1m30s',
    });
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0), 0);
}

/** The text that `parseDuration` turns into the same milliseconds: `12s`, `90s`, `2m`, `1500ms`. */
export function durationText(milliseconds: number): string {
  const unit = ['h', 'm', 's'].find((name) => milliseconds > 0 && milliseconds % (UNITS[name] ?? 0) === 0) ?? 'ms';
  return `${milliseconds / (UNITS[unit] ?? 1)}${unit}`;
}

/** A duration for people: `350 ms`, `1.4 s`, `2 m 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}
