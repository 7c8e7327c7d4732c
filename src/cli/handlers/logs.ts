import { once } from 'node:events';
import { sessionLogs } from '../../session/session-logs.ts';
import type { Invocation } from '../command.ts';
import { type EndSignal, EXIT_SIGNALS } from '../exit-codes.ts';

const LINES_BEFORE_FOLLOWING = 50;

/** `logs [session] <service>`: the only word is a service of the latest session. */
export async function logs({ words, flags, output }: Invocation): Promise<number> {
  const [service = '', name] = [...words].reverse();
  const follow = flags.follow === true;
  const ending = new AbortController();
  let signalled: EndSignal | undefined;
  if (follow) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        signalled = signal;
        ending.abort();
      });
    }
  }
  const chunks = sessionLogs({
    ...(name === undefined ? {} : { name }),
    service,
    follow,
    ...(follow ? { lines: LINES_BEFORE_FOLLOWING } : {}),
    signal: ending.signal,
  });
  let rest = '';
  for await (const chunk of chunks) {
    if (!output.json) {
      // A log can be larger than memory: wait for a slow reader.
      if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
      continue;
    }
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) output.document({ service, line });
  }
  if (rest !== '') output.document({ service, line: rest });
  return signalled === undefined ? 0 : EXIT_SIGNALS[signalled];
}
