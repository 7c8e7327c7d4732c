import type { RawData } from 'ws';
import { messageOf, PlaygroundError } from '../../../lib/errors.ts';
import { openChannelSocket } from './channel-socket.ts';
import type { Cluster } from './load-cluster.ts';
import { podPath } from './pod-path.ts';
import type { ContainerSelector } from './read-log.ts';
import type { Status } from './status-error.ts';

export interface ExecResult {
  exitCode: number;
  stdout: Buffer;
  stderr: Buffer;
}

/** Newer servers speak the first, older ones the second alone; they differ in what is sent, which is nothing here. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
/** Bytes of output, beyond which the command is not waited for. */
const LARGEST = 16 << 20;

/**
 * Runs a command in a container, to its end. Rejects with `cluster-refused` where it cannot be run, with
 * `exec-timeout` after `timeout` milliseconds, and with the errors of `openChannelSocket`.
 */
export async function exec(
  cluster: Cluster,
  { namespace, pod, container }: ContainerSelector,
  command: readonly string[],
  timeout: number,
): Promise<ExecResult> {
  const query = new URLSearchParams({ container, stdout: 'true', stderr: 'true' });
  for (const word of command) query.append('command', word);
  const subject = `a command in ${container} of pod ${pod}`;
  const limit = new AbortController();
  const tooLate = new PlaygroundError('exec-timeout', `${command[0]} in ${pod} did not end within ${timeout / 1000} s`);
  const timer = setTimeout(() => limit.abort(tooLate), timeout);
  try {
    const path = `${podPath({ namespace, pod })}/exec?${query}`;
    const socket = await openChannelSocket(cluster, { path, protocols: PROTOCOLS, subject, signal: limit.signal });
    limit.signal.addEventListener('abort', () => socket.terminate());
    const channels = new Channels();
    await new Promise((resolve) => {
      socket.on('message', (data: RawData) => {
        if (!channels.add(data as Buffer)) limit.abort(tooMuch(command, pod));
      });
      socket.on('close', resolve);
      socket.resume();
    });
    limit.signal.throwIfAborted();
    const exitCode = exitCodeOf(channels.take(STATUS).toString(), subject);
    return { exitCode, stdout: channels.take(STDOUT), stderr: channels.take(STDERR) };
  } finally {
    clearTimeout(timer);
  }
}

/** Messages by the channel that their first byte names. */
class Channels {
  readonly #chunks: Record<number, Buffer[]> = { [STDOUT]: [], [STDERR]: [], [STATUS]: [] };
  #size = 0;

  /** Returns whether there is room for more. */
  add(message: Buffer): boolean {
    this.#chunks[message[0] ?? 0]?.push(message.subarray(1));
    this.#size += message.length;
    return this.#size <= LARGEST;
  }

  take(channel: number): Buffer {
    return Buffer.concat(this.#chunks[channel] ?? []);
  }
}

/** The last message tells how it ended; without one the connection was cut. */
function exitCodeOf(text: string, subject: string): number {
  if (text === '') throw new PlaygroundError('cluster-unreachable', `the connection was lost during ${subject}`);
  const { status, message, reason, details } = parseExit(text);
  if (status === 'Success') return 0;
  const code = details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message;
  if (reason === 'NonZeroExitCode' && code !== undefined) return Number(code);
  throw new PlaygroundError('cluster-refused', `the cluster cannot run ${subject}: ${message ?? reason}`);
}

function parseExit(text: string): Status & { status?: string } {
  try {
    return JSON.parse(text);
  } catch (error) {
    return { message: `${messageOf(error)} in ${text}` };
  }
}

function tooMuch([program = '']: readonly string[], pod: string): PlaygroundError {
  return new PlaygroundError('exec-output', `${program} in ${pod} wrote more than ${LARGEST} bytes`);
}
