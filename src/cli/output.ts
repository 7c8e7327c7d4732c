import { type Palette, paletteFor } from './ui/palette.ts';

/** Where a command writes. Text goes to standard output; with `--json` only JSON does. */
export interface Output {
  /** Whether `--json` was given. */
  json: boolean;
  /** Whether cursor control is welcome: standard output is a terminal that knows it. */
  isTerminal: boolean;
  palette: Palette;
  /** Width of the terminal right now; 100 where there is none. */
  columns(): number;
  write(text: string): void;
  line(text?: string): void;
  /** To standard error: what a reader of the output must not mistake for it. */
  remark(text: string): void;
  /** One JSON document on one line. */
  document(value: unknown): void;
  onResize(listener: () => void): () => void;
}

const WIDTH_WITHOUT_TERMINAL = 100;

export function createOutput(json: boolean, stdout = process.stdout, env = process.env): Output {
  const isTerminal = stdout.isTTY === true && env.TERM !== 'dumb' && !json;
  return {
    json,
    isTerminal,
    palette: paletteFor(isTerminal, env),
    columns: () => (stdout.columns > 0 ? stdout.columns : WIDTH_WITHOUT_TERMINAL),
    write: (text) => void stdout.write(text),
    line: (text = '') => void stdout.write(`${text}\n`),
    remark: (text) => void process.stderr.write(`${text}\n`),
    document: (value) => void stdout.write(`${JSON.stringify(value, bigintAsText)}\n`),
    onResize: (listener) => {
      stdout.on('resize', listener);
      return () => void stdout.off('resize', listener);
    },
  };
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
