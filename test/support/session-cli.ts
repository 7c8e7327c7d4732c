/**
 * The least of a command line, for tests that need a process of its own: `session-cli.ts JSON` starts or resumes what
 * the JSON says, prints one line per event and for the result, and stops at SIGINT.
 */
import { isPlaygroundError, messageOf } from '../../src/lib/errors.ts';
import type { Session } from '../../src/session/session.ts';
import { type SessionRecipeOptions, sessionRecipe } from './session-recipe.ts';

export interface CliOrder {
  resume?: string;
  recipe: SessionRecipeOptions;
  options: { output?: string; seed?: string; keep?: boolean; detached?: boolean; timeout?: number; dryRun?: boolean };
}

const commandLine = process.argv.slice(2);
const order = JSON.parse(commandLine[0] ?? '') as CliOrder;
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
const interruption = new AbortController();
let session: Session | undefined;
process.on('SIGINT', () => {
  interruption.abort();
  void session?.stop();
});
try {
  const common = { ...order.options, commandLine, signal: interruption.signal };
  if (order.resume === undefined) {
    const { startSession } = await import('../../src/session/start-session.ts');
    session = await startSession({ ...common, recipe: sessionRecipe(order.recipe), flags: {} }, say);
  } else {
    const { resumeSession } = await import('../../src/session/resume-session.ts');
    session = await resumeSession({ ...common, name: order.resume }, say);
  }
  const { id, dir, endpoints } = session;
  say({ started: { id, dir, endpoints } });
  say({ end: await session.done });
} catch (error) {
  say({ error: { code: isPlaygroundError(error) ? error.code : 'bug', message: messageOf(error) } });
  process.exitCode = 1;
}
