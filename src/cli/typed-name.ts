/** How the user started this program, for command lines to paste: the launcher of a clone says how it was called. */
export function typedName(env = process.env): string {
  const name = env.PLAYGROUND_COMMAND ?? '';
  return /^[\w./~-]+$/.test(name) ? name : 'playground';
}
