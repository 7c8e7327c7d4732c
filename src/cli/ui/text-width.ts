// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const SEQUENCE = /(\x1b\[[0-9;?]*[A-Za-z])/g;

export function stripSequences(text: string): string {
  return text.replace(SEQUENCE, '');
}

/** Columns that a text takes on a terminal. Ours is Latin text and a few symbols: one column a character. */
export function textWidth(text: string): number {
  return [...stripSequences(text)].length;
}

export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** Cuts to `width` columns, with an ellipsis; colours that were open are closed. */
export function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let columns = 0;
  let coloured = false;
  for (const part of text.split(SEQUENCE)) {
    if (part.startsWith('\x1b[')) {
      kept += part;
      coloured = true;
      continue;
    }
    for (const character of part) {
      if (columns === width - 1) return `${kept}…${coloured ? '\x1b[0m' : ''}`;
      kept += character;
      columns++;
    }
  }
  return kept;
}

/** Breaks at spaces; words longer than a line stay whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}
