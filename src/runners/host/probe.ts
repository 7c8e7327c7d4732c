import { once } from 'node:events';
import { get as httpGet } from 'node:http';
import { connect } from 'node:net';
import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import type { ReadyCheck } from '../../manifest/service.ts';
import type { HostCommand } from '../../targets/host/render-host.ts';
import type { CheckAnswer } from '../runner.ts';
import type { Reaper } from './reaper.ts';
import { endGroup, type GatedSpawn, signalGroup, spawnGated } from './spawn-gated.ts';

/** One way to ask a service whether it is healthy. */
export type Probe =
  /** Any complete answer with a status below `below`. */
  { kind: 'http'; url: string; below: number } | { kind: 'tcp'; port: number } | { kind: 'command'; command: string[] };

/** The probe of a check; wget and curl that only ask for a URL are done without them. Undefined: it asks nothing. */
export function probeOf(check: ReadyCheck): Probe | undefined {
  if (check.queryUrl !== '') return { kind: 'http', url: check.queryUrl, below: 500 };
  const [form, ...words] = check.test;
  if (form === 'CMD-SHELL' && words[0] !== undefined) return { kind: 'command', command: ['/bin/sh', '-c', words[0]] };
  if (form !== 'CMD' || words.length === 0) return undefined;
  return httpForm(words) ?? { kind: 'command', command: words };
}

/**
 * How a service is asked for its health: by its check, or, without one, by connecting to its port named `http`.
 * Undefined where only the life of the process tells, or where another service watches it (`watchedBy`).
 */
export function healthProbe({ readyCheck, watchedBy, ports, hostPorts }: HealthSubject): Probe | undefined {
  if (readyCheck !== undefined) return probeOf(readyCheck);
  const http = ports.find((port) => port.name === 'http' && port.protocol === 'tcp');
  if (http === undefined || watchedBy !== undefined) return undefined;
  return { kind: 'tcp', port: hostPorts[http.name] ?? http.port };
}

type HealthSubject = Pick<HostCommand, 'readyCheck' | 'watchedBy' | 'ports' | 'hostPorts'>;

const PLAIN_WGET = /^(--spider|--quiet|-q|-qO-|-O-|-O|-|\/dev\/null|--no-verbose|-nv|--tries=\d+|--timeout=\d+|-T\d+)$/;
const PLAIN_CURL = /^(-[fsSLk]+|--fail|--silent|--show-error|--location|-o|--output|\/dev\/null)$/;

function httpForm([program, ...args]: string[]): Probe | undefined {
  const url = args.find((arg) => /^http:\/\//.test(arg));
  const others = args.filter((arg) => arg !== url);
  if (url === undefined) return undefined;
  if (program === 'wget' && others.every((arg) => PLAIN_WGET.test(arg))) return { kind: 'http', url, below: 400 };
  if (program !== 'curl' || !others.every((arg) => PLAIN_CURL.test(arg))) return undefined;
  const fails = others.some((arg) => arg === '--fail' || /^-[a-zA-Z]*f/.test(arg));
  return { kind: 'http', url, below: fails ? 400 : 600 };
}

/** What is asked, for messages. */
export function describeProbe(probe: Probe): string {
  if (probe.kind === 'http') return probe.url;
  return probe.kind === 'tcp' ? `127.0.0.1:${probe.port}` : probe.command.join(' ');
}

/** Asks once; never rejects. `timeout` in milliseconds; a command runs in `cwd`. */
export function ask(probe: Probe, timeout: number, cwd: string, reaper: Reaper): Promise<CheckAnswer> {
  if (probe.kind === 'http') return askHttp(probe.url, probe.below, timeout);
  return probe.kind === 'tcp' ? askTcp(probe.port, timeout) : askCommand(probe.command, timeout, cwd, reaper);
}

function askHttp(url: string, below: number, timeout: number): Promise<CheckAnswer> {
  return new Promise((resolve) => {
    const fail = (error: unknown) => resolve({ ok: false, answer: describeError(error) });
    try {
      const request = httpGet(url, { agent: false, signal: AbortSignal.timeout(timeout) }, (response) => {
        const { statusCode: status = 0, statusMessage = '' } = response;
        response.on('end', () => resolve({ ok: status < below, answer: `${status} ${statusMessage}`.trim() }));
        response.on('error', fail);
        response.resume();
      });
      request.on('error', fail);
    } catch (error) {
      fail(error);
    }
  });
}

function askTcp(port: number, timeout: number): Promise<CheckAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout });
    const done = (ok: boolean, answer: string) => {
      socket.destroy();
      resolve({ ok, answer });
    };
    socket.on('connect', () => done(true, 'connected'));
    socket.on('timeout', () => done(false, 'no answer in time'));
    socket.on('error', (error) => done(false, describeError(error)));
  });
}

async function askCommand(command: string[], timeout: number, cwd: string, reaper: Reaper): Promise<CheckAnswer> {
  const [file = '', ...args] = command;
  try {
    const stdio: GatedSpawn['stdio'] = ['ignore', 'pipe', 'pipe'];
    const { child, pid } = await spawnGated({ file, args, cwd, env: process.env, stdio }, reaper);
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), timeout);
    let output = '';
    const collect = (chunk: Buffer) => {
      output = `${output}${chunk}`.slice(-1000);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const [code, signal] = await once(child, 'exit');
    clearTimeout(timer);
    await endGroup(pid, reaper);
    const lastLine = output.trim().split('\n').at(-1) ?? '';
    return { ok: code === 0, answer: `${code === null ? signal : `exit code ${code}`} ${lastLine}`.trim() };
  } catch (error) {
    return { ok: false, answer: describeError(error) };
  }
}

function describeError(error: unknown): string {
  const code = systemCodeOf(error);
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ECONNRESET') return 'connection closed without an answer';
  if (error instanceof Error && error.name === 'AbortError') return 'no answer in time';
  return messageOf(error);
}
