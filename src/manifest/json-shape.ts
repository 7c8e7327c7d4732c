import { nearest } from '../lib/nearest.ts';

/** A value that does not have the shape it should; `path` as in `services[0].ports[1].port`. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly path: string;
  readonly hint: string;
  /** The name of the field is wrong, rather than its value. */
  readonly aboutName: boolean;

  constructor(path: string, message: string, hint: string, aboutName = false) {
    super(message);
    this.path = path;
    this.hint = hint;
    this.aboutName = aboutName;
  }
}

/** Reads one field of an object; `undefined` and `null` mean that it is absent. */
export type Reader<T> = (value: unknown, path: string) => T;

export const string: Reader<string> = (value, path) =>
  typeof value === 'string' ? value : fail(value, path, 'a string');

export const integer: Reader<number> = (value, path) =>
  Number.isSafeInteger(value) ? (value as number) : fail(value, path, 'a whole number');

export const boolean: Reader<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : fail(value, path, 'true or false');

export function oneOf<T extends string>(choices: readonly T[]): Reader<T> {
  return (value, path) => choices.find((choice) => choice === value) ?? fail(value, path, choices.join(' or '));
}

export function arrayOf<T>(item: Reader<T>): Reader<T[]> {
  return (value, path) =>
    Array.isArray(value) ? value.map((element, i) => item(element, `${path}[${i}]`)) : fail(value, path, 'a list');
}

export function recordOf<T>(item: Reader<T>): Reader<Record<string, T>> {
  return (value, path) =>
    Object.fromEntries(
      Object.entries(asObject(value, path)).map(([name, element]) => [name, item(element, `${path}.${name}`)]),
    );
}

/** Fields of one object. Every field that is not asked for by the end is an error with the nearest known name. */
export class Fields {
  readonly #object: Record<string, unknown>;
  readonly #path: string;
  readonly #asked = new Set<string>();

  constructor(value: unknown, path: string) {
    this.#object = asObject(value, path);
    this.#path = path;
  }

  optional<T>(name: string, reader: Reader<T>): T | undefined {
    this.#asked.add(name);
    const value = this.#object[name];
    return value === undefined || value === null ? undefined : reader(value, this.#pathOf(name));
  }

  required<T>(name: string, reader: Reader<T>): T {
    const value = this.optional(name, reader);
    if (value !== undefined) return value;
    const where = this.#path === '' ? 'the file' : this.#path;
    throw new ShapeError(this.#path, `${where} has no "${name}"`, `add "${name}"`);
  }

  done(): void {
    const unknown = Object.keys(this.#object).find((name) => !this.#asked.has(name));
    if (unknown === undefined) return;
    const guess = nearest(unknown, this.#asked);
    const hint = guess === undefined ? `known fields: ${[...this.#asked].join(', ')}` : `did you mean "${guess}"?`;
    throw new ShapeError(this.#pathOf(unknown), `"${unknown}" is not a known field`, hint, true);
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : fail(value, path, 'an object');
}

function fail(value: unknown, path: string, expected: string): never {
  const text = JSON.stringify(value) ?? 'nothing';
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  throw new ShapeError(path, `${path === '' ? 'it' : path} is ${shown}`, `write ${expected}`);
}
