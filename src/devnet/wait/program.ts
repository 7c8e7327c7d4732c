import { parseDuration } from '../../lib/duration.ts';
import { PlaygroundError } from '../../lib/errors.ts';
import { parseHostPort } from '../../lib/listen.ts';
import { longTimeout } from '../../lib/long-timeout.ts';
import type { DevnetProgram } from '../program.ts';
import { waitForTcp } from './wait-for-tcp.ts';

export const waitProgram: DevnetProgram = {
  name: 'wait',
  description: 'ends once others accept connections',
  options: {
    tcp: { type: 'string', description: 'HOST:PORT of one of them; repeatable', required: true, multiple: true },
    timeout: { type: 'string', description: 'give up after this long, such as 5m; never where it is left out' },
  },
  async run(options, { log }) {
    const addresses = (options.tcp as string[]).map((text) => ({ ...parseHostPort(text, '--tcp'), text }));
    const patience = options.timeout === undefined ? undefined : parseDuration(String(options.timeout));
    const ending = new AbortController();
    const { signal } = ending;
    const late = patience === undefined ? () => {} : longTimeout(() => ending.abort(timeoutOf(options)), patience);
    const waits = addresses.map((address) => waitForTcp(address, log, signal));
    const background = Promise.all(waits).then(() => late());
    return {
      background,
      isTask: true,
      async stop() {
        late();
        ending.abort(new PlaygroundError('interrupted', 'asked to stop before all had answered'));
        await background.catch(() => {});
      },
    };
  },
};

function timeoutOf({ timeout }: { timeout?: unknown }): PlaygroundError {
  return new PlaygroundError('wait-timeout', `not all have answered within ${timeout}`, { kind: 'environment' });
}
