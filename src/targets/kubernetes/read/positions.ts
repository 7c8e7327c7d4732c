import { parentPath } from '../field-path.ts';

/** Both counted from 1. */
export interface Position {
  line: number;
  column: number;
}

/** Where a value of a document stands in the text. */
export interface Place {
  /** Of the first character of the value. */
  offset: number;
  /** Of the first character of its name; absent for items of lists. */
  nameOffset?: number;
  /** Of the first character of its text, where its characters follow one another there as they do in the value. */
  textOffset?: number;
  /** What was written for a number, a boolean or nothing. */
  source?: string;
}

/** The places of the values of one document. */
export class Positions {
  readonly #places = new Map<string, Place>();
  readonly #lineOf: (offset: number) => Position;

  /** @param lineOf line and column of an offset in the text */
  constructor(lineOf: (offset: number) => Position) {
    this.#lineOf = lineOf;
  }

  set(path: string, place: Place): void {
    this.#places.set(path, place);
  }

  placeOf(path: string): Place | undefined {
    return this.#places.get(path);
  }

  ofOffset(offset: number): Position {
    return this.#lineOf(offset);
  }

  /**
   * Where the value stands; what holds it, where there is no such value.
   * @param column of a character of its text, from 1
   */
  ofValue(path: string, column?: number): Position {
    const text = this.#places.get(path)?.textOffset;
    return this.#lineOf(column !== undefined && text !== undefined ? text + column - 1 : this.#nearest(path).offset);
  }

  ofName(path: string): Position {
    const place = this.#nearest(path);
    return this.#lineOf(place.nameOffset ?? place.offset);
  }

  #nearest(path: string): Place {
    let known: string | undefined = path;
    while (known !== undefined) {
      const place = this.#places.get(known);
      if (place !== undefined) return place;
      known = parentPath(known);
    }
    return { offset: 0 };
  }
}
