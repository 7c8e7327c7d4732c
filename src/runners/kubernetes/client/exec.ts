import type { RawData } from 'ws';
import { PlaygroundError } from '../../../lib/errors.ts';
import { openChannelSocket } from './channel-socket.ts';
import type { Cluster } from './load-cluster.ts';
import type { ContainerSelector } from './pod-logs.ts';

export interface ExecResult {
  exitCode: number;
  stdout: Buffer;
  stderr: Buffer;
}

const PROTOCOL = 'v4.channel.k8s.io';
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;

interface ExitStatus {
  status?: string;
  message?: string;
  reason?: string;
  details?: { causes?: { reason?: string; message?: string }[] };
}

/**
 * Runs a command in a container, to its end. Rejects with `cluster-refused` where it cannot be run, and with
 * `exec-timeout` after `timeout` milliseconds.
 */
export async function exec(
  cluster: Cluster,
  { namespace, pod, container }: ContainerSelector,
  command: readonly string[],
  timeout: number,
): Promise<ExecResult> {
  const query = new URLSearchParams({ container, stdout: 'true', stderr: 'true' });
  for (const word of command) query.append('command', word);
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec?${query}`;
  const socket = await openChannelSocket(cluster, path, PROTOCOL);
  const chunks: Record<number, Buffer[]> = { [STDOUT]: [], [STDERR]: [], [STATUS]: [] };
  socket.on('message', (data: RawData) => {
    const bytes = data as Buffer;
    chunks[bytes[0] ?? 0]?.push(bytes.subarray(1));
  });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.terminate();
      reject(new PlaygroundError('exec-timeout', `${command[0]} in ${pod} did not end within ${timeout / 1000} s`));
    }, timeout);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.on('error', reject);
    socket.resume();
  });
  const text = (channel: number) => Buffer.concat(chunks[channel] ?? []);
  return { exitCode: exitCodeOf(text(STATUS).toString()), stdout: text(STDOUT), stderr: text(STDERR) };
}

/** The last message tells how it ended; without one the connection was cut. */
function exitCodeOf(text: string): number {
  if (text === '') throw new PlaygroundError('cluster-unreachable', 'the connection was lost while a command ran');
  const { status, message, reason, details } = JSON.parse(text) as ExitStatus;
  if (status === 'Success') return 0;
  const code = details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message;
  if (reason === 'NonZeroExitCode' && code !== undefined) return Number(code);
  throw new PlaygroundError('cluster-refused', message ?? 'the command could not be run');
}
