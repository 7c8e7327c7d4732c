import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

export interface EventStreamOptions {
  beaconUrl: string;
  topic: string;
  /** Called in order; what it throws is logged and the stream goes on. */
  onEvent: (data: unknown) => void;
  /** Called at each connection: whatever happened before it has been missed. */
  onOpen?: () => void;
  log: Logger;
  signal: AbortSignal;
}

/**
 * Follows one topic of a beacon node's `GET /eth/v1/events` until the signal aborts, reconnecting with growing pauses.
 * One topic for each connection: not every node reads several topics the same way.
 */
export async function followEvents(options: EventStreamOptions): Promise<void> {
  const { log, topic, signal } = options;
  let pause = FIRST_PAUSE_MS;
  let lost = false;
  while (!signal.aborted) {
    try {
      const response = await open(options);
      if (lost) log.info('event stream is back', { topic });
      [pause, lost] = [FIRST_PAUSE_MS, false];
      options.onOpen?.();
      await readEvents(response, options);
      throw new Error('the beacon node closed the stream');
    } catch (error) {
      if (signal.aborted) return;
      if (!lost) log.warn('event stream lost', { topic, reason: systemCodeOf(error) ?? messageOf(error) });
      lost = true;
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

function open({ beaconUrl, topic, signal }: EventStreamOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/event-stream' };
    // Its own connection: a stream that never ends must not sit in the pool.
    const outgoing = request(`${beaconUrl}/eth/v1/events?topics=${topic}`, { headers, signal, agent: false });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      if (response.statusCode === 200) return resolve(response);
      response.resume();
      reject(new Error(`the beacon node answers ${response.statusCode}`));
    });
    outgoing.end();
  });
}

async function readEvents(response: IncomingMessage, { onEvent, topic, log }: EventStreamOptions): Promise<void> {
  response.setEncoding('utf8');
  let buffer = '';
  for await (const chunk of response as AsyncIterable<string>) {
    const parts = (buffer + chunk).replaceAll('\r\n', '\n').split('\n\n');
    buffer = parts.pop() ?? '';
    for (const part of parts) {
      try {
        const data = dataOf(part);
        if (data !== undefined) onEvent(JSON.parse(data));
      } catch (error) {
        log.warn('event not understood', { topic, reason: messageOf(error) });
      }
    }
  }
}

/** The data lines of one event; `undefined` for a comment. */
function dataOf(event: string): string | undefined {
  const lines = event.split('\n').filter((line) => line.startsWith('data:'));
  return lines.length === 0 ? undefined : lines.map((line) => line.slice(5).trimStart()).join('\n');
}
