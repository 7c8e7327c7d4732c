import { isPlaygroundError } from '../../lib/errors.ts';
import type { EmitEvent } from '../../lib/events.ts';
import { findRecipe } from '../../recipes/registry.ts';
import type { Session, SessionEnd } from '../../session/session.ts';
import { isSupervised } from '../../session/supervision.ts';
import { chainEndpoints } from '../chain-endpoints.ts';
import type { Invocation } from '../command.ts';
import { type EndSignals, endSignals } from '../end-signals.ts';
import { EXIT_SIGNALS } from '../exit-codes.ts';
import { followBlocks } from '../follow-blocks.ts';
import type { Output } from '../output.ts';
import { describeSession } from '../session-page.ts';
import { resumeOptions, startOptions } from '../start-options.ts';
import { typedName } from '../typed-name.ts';
import { createChainStatus } from '../ui/chain-status.ts';
import { createProgress } from '../ui/progress.ts';

export async function start(invocation: Invocation): Promise<number> {
  const { output } = invocation;
  const signals = endSignals();
  try {
    const session = await begin(invocation, signals);
    if (session === undefined) return interrupted(signals, output);
    return await accompany(session, invocation, signals);
  } catch (error) {
    if (output.json) output.document({ time: new Date().toISOString(), type: 'ended', reason: 'failed' });
    throw error;
  } finally {
    signals.release();
  }
}

/** The session once it is ready; nothing when it was interrupted. */
async function begin(invocation: Invocation, signals: EndSignals): Promise<Session | undefined> {
  const { output } = invocation;
  const progress = createProgress(output);
  signals.onFirst((signal) => {
    progress.end();
    if (!output.json) output.remark(`${signal}: stopping`);
  });
  try {
    return await startOrResume(invocation, progress.event, signals.aborted);
  } catch (error) {
    if (!isPlaygroundError(error) || error.code !== 'interrupted' || signals.first() === undefined) throw error;
    return undefined;
  } finally {
    progress.end();
  }
}

function interrupted(signals: EndSignals, output: Output): number {
  if (output.json) output.document({ time: new Date().toISOString(), type: 'ended', reason: 'interrupted' });
  else output.line('stopped before it was ready');
  return EXIT_SIGNALS[signals.first() ?? 'SIGINT'];
}

async function startOrResume(invocation: Invocation, emit: EmitEvent, signal: AbortSignal): Promise<Session> {
  const { words, flags, given, commandLine } = invocation;
  if (flags.resume !== undefined) {
    const { resumeSession } = await import('../../session/resume-session.ts');
    return resumeSession({ ...resumeOptions(flags, given, commandLine), signal }, emit);
  }
  const recipe = findRecipe(words[0] ?? '');
  if (recipe === undefined) throw new Error(`recipe ${words[0]} was there when the command line was read`);
  const { startSession } = await import('../../session/start-session.ts');
  return startSession({ ...startOptions(recipe, flags, commandLine), signal }, emit);
}

/** Shows the session and follows its blocks until it ends. */
async function accompany(session: Session, { flags, output }: Invocation, signals: EndSignals): Promise<number> {
  const detached = flags.detached === true;
  signals.onFirst(() => void session.stop());
  signals.onSecond(() => void session.stop({ force: true }));
  // The background process of a detached session has no reader.
  const shown = !isSupervised();
  if (shown) await describeSession(session, { detached, dryRun: flags['dry-run'] === true, output });
  const end = shown ? await followed(session, signals, output) : await session.done;
  report(session, end, output);
  if (end.error !== undefined) throw end.error;
  const signal = signals.first();
  return signal === undefined ? 0 : EXIT_SIGNALS[signal];
}

async function followed(session: Session, signals: EndSignals, output: Output): Promise<SessionEnd> {
  const chain = chainEndpoints(session.endpoints);
  const ending = new AbortController();
  void session.done.then(() => ending.abort());
  if (chain === undefined) return session.done;
  const { genesisTime, slotDuration } = session;
  const status = createChainStatus(output, { genesisTime, slotDuration });
  // What is said from now on stands below the status line.
  signals.onFirst(status.end);
  void followBlocks({ ...chain, genesisTime, slotDuration, signal: ending.signal, onBlock: status.block });
  const end = await session.done;
  status.end();
  return end;
}

function report(session: Session, end: SessionEnd, output: Output): void {
  const { reason, folder, resumable } = end;
  if (output.json) {
    output.document({ time: new Date().toISOString(), type: 'ended', reason, folder, dir: session.dir, resumable });
    return;
  }
  if (reason === 'dry-run' || reason === 'detached' || reason === 'service-died') return;
  const why = reason === 'timeout' ? 'stopped: the time given by --timeout is over' : 'stopped';
  const rest = folder === 'removed' ? 'nothing remains' : `its folder remains: ${session.dir}`;
  output.line(`${why}; ${rest}`);
  if (resumable) output.line(`${typedName()} start --resume ${session.id} goes on with its chain`);
}
