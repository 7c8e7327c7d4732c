/** The two archives of a bundle, in the order in which their bytes are hashed. */
export const ARCHIVES = ['files', 'secrets'] as const;
export type Archive = (typeof ARCHIVES)[number];

/** The key of one piece of an archive; different for every piece, so that one folder can hold all of them. */
export function partKey(archive: Archive, index: number): string {
  return `${archive}.tar.gz.${index}`;
}

/** Undefined for what is no piece. */
export function parsePartKey(key: string): { archive: Archive; index: number } | undefined {
  const [, archive, index] = /^(files|secrets)\.tar\.gz\.(\d{1,4})$/.exec(key) ?? [];
  return archive === undefined ? undefined : { archive: archive as Archive, index: Number(index) };
}
