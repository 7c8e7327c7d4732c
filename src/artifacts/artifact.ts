/** One file of the session folder, before it is written. */
export interface ArtifactFile {
  /** Relative to the session folder, with `/`. */
  path: string;
  content: string | Uint8Array;
  /** Octal permission bits; 0o644 where absent. */
  mode?: number;
}
