export type Paint = (text: string) => string;

/** Colours by meaning, so that a screen never decides on a shade itself. */
export interface Palette {
  heading: Paint;
  name: Paint;
  good: Paint;
  bad: Paint;
  busy: Paint;
  faint: Paint;
}

const plain: Paint = (text) => text;
const sequences =
  (open: number, close: number): Paint =>
  (text) =>
    `\x1b[${open}m${text}\x1b[${close}m`;

export const PLAIN: Palette = { heading: plain, name: plain, good: plain, bad: plain, busy: plain, faint: plain };

const COLOURED: Palette = {
  heading: sequences(1, 22),
  name: sequences(36, 39),
  good: sequences(32, 39),
  bad: sequences(31, 39),
  busy: sequences(33, 39),
  faint: sequences(2, 22),
};

/** NO_COLOR (any value) wins, then FORCE_COLOR (anything but 0), then whether there is a terminal. */
export function paletteFor(isTerminal: boolean, env: NodeJS.ProcessEnv): Palette {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return PLAIN;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') return env.FORCE_COLOR === '0' ? PLAIN : COLOURED;
  return isTerminal ? COLOURED : PLAIN;
}
