/**
 * How far the log of a container was read. The server begins at a whole second when asked to go on: what was seen of
 * that second is left out here. Lines are told apart by their times, which the kubelet writes with nine digits of a
 * second, and by their number where several have one time.
 */
export class LogCursor {
  #position: { time: string; count: number } | undefined;
  #begin: { time: string; count: number } | undefined;
  #repeated = 0;

  /** Time to ask from, RFC 3339; undefined for everything. */
  get since(): string | undefined {
    const { time } = this.#position ?? {};
    return time === undefined ? undefined : new Date(Math.floor(Date.parse(time) / 1000) * 1000).toISOString();
  }

  /** An answer to a request from `since` on begins. */
  begin(): void {
    this.#begin = this.#position;
    this.#repeated = 0;
  }

  /** Takes the time of the next line, and says whether that line is a new one. */
  advance(time: string): boolean {
    const begin = this.#begin;
    const order = begin === undefined ? 1 : compareTimes(time, begin.time);
    if (order < 0) return false;
    if (order === 0 && ++this.#repeated <= (begin?.count ?? 0)) return false;
    const again = this.#position !== undefined && compareTimes(time, this.#position.time) === 0;
    this.#position = { time, count: again ? (this.#position?.count ?? 0) + 1 : 1 };
    return true;
  }
}

const TIMED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))(?: |$)/;

/** A line of a log that was asked for with its times; a line without one is the kubelet's own: undefined. Pure. */
export function splitTime(line: string): { time: string; text: string } | undefined {
  const match = TIMED.exec(line);
  return match === null ? undefined : { time: match[1] ?? '', text: line.slice(match[0].length) };
}

/** RFC 3339 in any zone, with any number of digits of a second. */
function compareTimes(a: string, b: string): number {
  const seconds = Math.floor(Date.parse(a) / 1000) - Math.floor(Date.parse(b) / 1000);
  if (seconds !== 0) return seconds;
  const [left, right] = [fractionOf(a), fractionOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function fractionOf(time: string): string {
  return (/\.(\d+)/.exec(time)?.[1] ?? '').padEnd(9, '0');
}
