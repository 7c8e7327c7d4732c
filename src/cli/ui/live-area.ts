import { textWidth, truncate } from './text-width.ts';

/** The part of a terminal that the area writes to. */
export interface LiveScreen {
  columns(): number;
  write(text: string): void;
}

/**
 * Lines at the end of the output that are redrawn in place. Only lines that changed are written again, none is ever
 * wider than the terminal, and after a resize the place of the first line is worked out from how the terminal has
 * re-wrapped what was there.
 */
export class LiveArea {
  readonly #screen: LiveScreen;
  #shown: string[] = [];
  #columns: number;

  constructor(screen: LiveScreen) {
    this.#screen = screen;
    this.#columns = screen.columns();
  }

  /** Shows these lines in place of the last ones. */
  show(lines: readonly string[]): void {
    const columns = this.#screen.columns();
    const next = lines.map((line) => truncate(line, columns));
    const resized = columns !== this.#columns;
    const text = resized || next.length < this.#shown.length ? this.#redraw(next, columns) : this.#update(next);
    this.#shown = next;
    this.#columns = columns;
    if (text !== '') this.#screen.write(text);
  }

  /** Writes lines above the area: they stay. */
  above(lines: readonly string[]): void {
    const text = `${this.#home(this.#screen.columns())}\x1b[J${lines.map((line) => `${line}\n`).join('')}`;
    this.#screen.write(text + this.#shown.map((line) => `${line}\n`).join(''));
  }

  /** Takes the area off the screen. */
  clear(): void {
    if (this.#shown.length > 0) this.#screen.write(`${this.#home(this.#screen.columns())}\x1b[J`);
    this.#shown = [];
  }

  #redraw(next: readonly string[], columns: number): string {
    return `${this.#home(columns)}\x1b[J${next.map((line) => `${line}\n`).join('')}`;
  }

  #update(next: readonly string[]): string {
    const first = next.findIndex((line, i) => line !== this.#shown[i]);
    if (first < 0) return '';
    const up = this.#shown.length - first;
    const body = next.slice(first).map((line, i) => (line === this.#shown[first + i] ? '\n' : `\x1b[2K${line}\n`));
    return (up > 0 ? `\x1b[${up}A` : '') + body.join('');
  }

  /** The cursor to the first line of the area. */
  #home(columns: number): string {
    const height = this.#shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
    return height > 0 ? `\x1b[${height}A\r` : '\r';
  }
}
