const TURN_MILLISECONDS = 8;
let turnStarted = performance.now();

/**
 * Lets waiting requests run when this turn of the event loop has lasted long enough. The library's promises all resolve
 * without input or output, so a long loop of them would leave the ports silent until its end.
 */
export async function yieldToEvents(): Promise<void> {
  if (performance.now() - turnStarted < TURN_MILLISECONDS) return;
  await new Promise(setImmediate);
  turnStarted = performance.now();
}
