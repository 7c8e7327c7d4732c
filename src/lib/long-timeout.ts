/** A timer of Node counts in 32 bits: it fires at once when it is given more. */
const LONGEST = 2 ** 31 - 1;

/** Calls `action` after any number of milliseconds, however many. Returns what calls it off. */
export function longTimeout(action: () => void, milliseconds: number): () => void {
  let timer: NodeJS.Timeout;
  const wait = (rest: number) => {
    timer = rest > LONGEST ? setTimeout(() => wait(rest - LONGEST), LONGEST) : setTimeout(action, rest);
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
}
