import { describe, expect, it } from 'vitest';
import { LiveArea } from './live-area.ts';

/** A terminal that understands what the area writes, re-wraps on resize, and counts what it was sent. */
class Terminal {
  width = 20;
  sent = '';
  rows: string[] = [''];
  row = 0;

  columns = () => this.width;

  write = (text: string) => {
    this.sent += text;
    for (const part of text.split(/(\p{Cc}\[\d*[A-Z]|\r|\n)/u)) if (part !== '') this.#take(part);
  };

  resize(width: number): void {
    const lines = this.rows.flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? ['']);
    this.width = width;
    this.rows = lines;
    this.row = lines.length - 1;
  }

  screen(): string[] {
    return this.rows.slice(0, -1);
  }

  #take(part: string): void {
    const [, count, action] = /^\p{Cc}\[(\d*)([A-Z])/u.exec(part) ?? [];
    if (action === 'A') this.row -= Number(count);
    else if (action === 'J') this.rows.splice(this.row, Number.POSITIVE_INFINITY, '');
    else if (action === 'K') this.rows[this.row] = '';
    else if (part === '\n') {
      this.row++;
      this.rows[this.row] ??= '';
    } else if (part !== '\r') this.rows[this.row] = part;
    if (this.row < 0) throw new Error('the cursor left the screen');
  }
}

describe('LiveArea', () => {
  it('redraws only lines that changed', () => {
    const terminal = new Terminal();
    const area = new LiveArea(terminal);
    area.show(['a', 'b', 'c']);
    terminal.sent = '';
    area.show(['a', 'B', 'c']);
    expect(terminal.screen()).toEqual(['a', 'B', 'c']);
    expect(terminal.sent).not.toContain('c');
    terminal.sent = '';
    area.show(['a', 'B', 'c']);
    expect(terminal.sent).toBe('');
  });

  it('grows, shrinks and clears', () => {
    const terminal = new Terminal();
    terminal.write('before\n');
    const area = new LiveArea(terminal);
    area.show(['a']);
    area.show(['a', 'b']);
    expect(terminal.screen()).toEqual(['before', 'a', 'b']);
    area.show(['b']);
    expect(terminal.screen()).toEqual(['before', 'b']);
    area.clear();
    expect(terminal.screen()).toEqual(['before']);
  });

  it('keeps lines above that were said in between', () => {
    const terminal = new Terminal();
    const area = new LiveArea(terminal);
    area.show(['a', 'b']);
    area.above(['notice']);
    area.show(['a', 'c']);
    expect(terminal.screen()).toEqual(['notice', 'a', 'c']);
  });

  it('never writes a line wider than the terminal', () => {
    const terminal = new Terminal();
    new LiveArea(terminal).show(['x'.repeat(50)]);
    expect(terminal.screen()).toEqual([`${'x'.repeat(19)}…`]);
  });

  it('finds its place after the terminal became narrower', () => {
    const terminal = new Terminal();
    terminal.write('before\n');
    const area = new LiveArea(terminal);
    area.show(['0123456789abcdef', 'short']);
    terminal.resize(10);
    area.show(['0123456789abcdef', 'short']);
    expect(terminal.screen()).toEqual(['before', '012345678…', 'short']);
  });
});
