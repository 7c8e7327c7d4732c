/** What may stand before and after a path inside an argument: `--flag=/data/x`, `init /data/x && run`, `"/data/x"`. */
const BEFORE = String.raw`(?<=^|[=,\s"'])`;
const AFTER = String.raw`(?=$|[/,:;\s"'])`;

/**
 * Replaces mapped paths, the longest that fits first, at path boundaries only: `/data` stays as it is in `/database`
 * and in `/srv/data`. `startsWord` says whether the text begins at a boundary (nothing was glued to its front).
 */
export function rewritePaths(text: string, paths: Readonly<Record<string, string>>, startsWord = true): string {
  const known = Object.keys(paths).sort((a, b) => b.length - a.length);
  if (known.length === 0) return text;
  const pattern = new RegExp(`${BEFORE}(?:${known.map(escapePattern).join('|')})${AFTER}`, 'g');
  return text.replaceAll(pattern, (path, offset: number) =>
    offset === 0 && !startsWord ? path : (paths[path] ?? path),
  );
}

function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
