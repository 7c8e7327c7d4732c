/** Where a JSON text stops being JSON; the offset counts UTF-16 units from 0. */
export interface JsonSyntaxError {
  offset: number;
  message: string;
}

export interface JsonPositions {
  error?: JsonSyntaxError;
  /** JSON path (`services[0].name`, `` for the whole) → offset of its value. */
  offsets: Map<string, number>;
}

const SPACE = /[\t\n\r ]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Walks a JSON text for the sake of messages: `JSON.parse` neither says where every syntax error is nor where a
 * value stood. Only used once something is known to be wrong.
 */
export function jsonPositions(text: string): JsonPositions {
  const walker = new Walker(text);
  try {
    walker.value('');
    walker.end();
    return { offsets: walker.offsets };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { offsets: walker.offsets, error: { offset: walker.position, message: error.message } };
  }
}

/** Line and column, both from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

class Walker {
  readonly offsets = new Map<string, number>();
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(path: string): void {
    this.take(SPACE);
    this.offsets.set(path, this.position);
    const first = this.text[this.position];
    if (first === '{') this.list('}', () => this.member(path));
    else if (first === '[') this.list(']', (i) => this.value(`${path}[${i}]`));
    else if (first === '"') this.string();
    else if (this.take(SCALAR) === '') this.fail('a value');
  }

  end(): void {
    this.take(SPACE);
    if (this.position < this.text.length) throw new SyntaxError('something follows where the file should end');
  }

  list(close: string, item: (index: number) => void): void {
    this.position++;
    this.take(SPACE);
    for (let i = 0; this.text[this.position] !== close; i++) {
      if (i > 0) this.expect(',', `"," or "${close}"`);
      item(i);
      this.take(SPACE);
    }
    this.position++;
  }

  member(path: string): void {
    this.take(SPACE);
    const start = this.position;
    const name = this.string();
    this.take(SPACE);
    this.expect(':', '":"');
    const own = path === '' ? name : `${path}.${name}`;
    this.value(own);
    this.offsets.set(`${own}#name`, start);
  }

  string(): string {
    const found = this.take(STRING);
    if (found === '') this.fail(this.text[this.position] === '"' ? 'a complete string' : 'a "name"');
    return JSON.parse(found) as string;
  }

  expect(character: string, what: string): void {
    if (this.text[this.position] !== character) this.fail(what);
    this.position++;
  }

  take(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.position += found.length;
    return found;
  }

  /** What reaches to the end of the text was cut off there. */
  fail(expected: string): never {
    const cut = /^(?:"(?:[^"\\\n]|\\.?)*|\w*)$/.test(this.text.slice(this.position));
    if (cut) this.position = this.text.length;
    throw new SyntaxError(cut ? `it ends where ${expected} should be` : `${expected} was expected`);
  }
}
