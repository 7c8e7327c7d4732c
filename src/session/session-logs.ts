import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { PlaygroundError } from '../lib/errors.ts';
import { fileError } from '../lib/file-error.ts';
import { lockHolder } from '../lib/lock-file.ts';
import { nearest } from '../lib/nearest.ts';
import { findSession } from './find-session.ts';
import { sessionPaths } from './paths.ts';
import type { SessionSelector } from './session-control.ts';

export interface LogOptions extends SessionSelector {
  service: string;
  follow?: boolean;
  /** The last so many lines; all where absent. */
  lines?: number;
  signal?: AbortSignal;
}

const CHUNK = 65_536;
const POLL_INTERVAL = 100;

/** Chunks of one service's log; with `follow`, until the session ends or `signal` aborts. */
export async function* sessionLogs(options: LogOptions): AsyncGenerator<string, void> {
  const { dir } = await findSession(options);
  const path = await logPath(dir, options.service);
  const file = await open(path).catch((error) => {
    throw fileError(error, 'read', path);
  });
  try {
    const start = options.lines === undefined ? 0 : await startOfLastLines(file, options.lines);
    yield* read(file, start, dir, options);
  } finally {
    await file.close();
  }
}

async function* read(file: FileHandle, start: number, dir: string, { follow = false, signal }: LogOptions) {
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(CHUNK);
  let position = start;
  while (!signal?.aborted) {
    // Asked before reading: what is written until the end of the session is still read.
    const running = follow && lockHolder(sessionPaths(dir).lock) !== undefined;
    const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
    position += bytesRead;
    if (bytesRead > 0) yield decoder.write(buffer.subarray(0, bytesRead));
    else if (!running) return;
    else await pause(signal);
  }
}

async function startOfLastLines(file: FileHandle, lines: number): Promise<number> {
  const { size } = await file.stat();
  const buffer = Buffer.alloc(CHUNK);
  // The newline that ends the last line does not begin another.
  let missing = lines + 1;
  for (let end = size; end > 0; ) {
    const begin = Math.max(0, end - CHUNK);
    const { bytesRead } = await file.read(buffer, 0, end - begin, begin);
    for (let i = bytesRead - 1; i >= 0; i--) {
      const isEnd = begin + i === size - 1;
      if (buffer[i] === 0x0a || (isEnd && missing > lines)) missing -= 1;
      if (missing === 0) return begin + i + 1;
    }
    end = begin;
  }
  return 0;
}

async function logPath(dir: string, service: string): Promise<string> {
  const { logs } = sessionPaths(dir);
  const files = await readdir(logs).catch(() => []);
  const services = files.filter((file) => file.endsWith('.log')).map((file) => file.slice(0, -'.log'.length));
  if (services.includes(service)) return join(logs, `${service}.log`);
  const guess = nearest(service, services);
  const all = services.length === 0 ? 'the session has no logs yet' : `there are: ${services.sort().join(', ')}`;
  throw new PlaygroundError('unknown-service', `there is no log of a service "${service}"`, {
    kind: 'usage',
    hint: guess === undefined ? all : `did you mean ${guess}?`,
  });
}

function pause(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, POLL_INTERVAL);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
