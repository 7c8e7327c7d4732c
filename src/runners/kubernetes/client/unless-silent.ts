import type { Readable } from 'node:stream';

/** A stream gave nothing for so long that its connection counts as dead. */
export class Silence extends Error {
  override readonly name = 'Silence';
}

/** The chunks of a stream; one that gives none for so many milliseconds is cut, and fails with `Silence`. */
export async function* unlessSilent(stream: Readable, milliseconds: number): AsyncGenerator<Buffer> {
  const cut = () => stream.destroy(new Silence(`nothing came for ${milliseconds / 1000} s`));
  const timer = setTimeout(cut, milliseconds);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      timer.refresh();
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
  }
}
