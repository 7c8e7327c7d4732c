import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Endpoint } from '../../src/session/session.ts';
import { waitUntil } from './wait-until.ts';

const EXECUTABLE = resolve('dist/playground.js');

/** A user of the built package with a home and a state folder of their own, on this machine. */
export interface Home {
  dir: string;
  stateDir: string;
  env: NodeJS.ProcessEnv;
  /** Kills whatever still runs for this user, and removes the folders. */
  remove(): Promise<void>;
}

export function createHome(extraEnv: Record<string, string> = {}): Home {
  const dir = mkdtempSync(join(tmpdir(), 'playground-e2e-'));
  const stateDir = join(dir, 'state');
  const env = { ...process.env, HOME: dir, XDG_STATE_HOME: stateDir, NO_COLOR: '1', ...extraEnv };
  return {
    dir,
    stateDir,
    env,
    async remove() {
      for (const { pid } of await processesOf(dir)) killQuietly(pid);
      await waitUntil('the processes of this test to be gone', async () => (await processesOf(dir)).length === 0);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line to its end. */
export function playground(home: Home, args: string[], cwd = home.dir): Promise<Finished> {
  const child = spawn(process.execPath, [EXECUTABLE, ...args], {
    env: home.env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return finished(child);
}

async function finished(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += chunk));
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
}

/** What `start --json` says once everything is ready. */
export interface StartedSession {
  sessionId: string;
  dir: string;
  endpoints: Endpoint[];
  chainId: number;
  genesisTime: number;
  slotDuration: number;
  accounts: { address: `0x${string}`; privateKey: `0x${string}` }[];
  transaction: string;
}

export interface Started {
  session: StartedSession;
  child: ChildProcess;
  pid: number;
  /** Settles when the command line has ended. */
  ended: Promise<Finished>;
  /** The events so far. */
  events: { type: string; [key: string]: unknown }[];
  url(service: string, port: string): string;
  interrupt(): Promise<Finished>;
}

/** A start whose events arrive while it runs. */
export function spawnStart(home: Home, args: string[]) {
  const child = spawn(process.execPath, [EXECUTABLE, 'start', ...args, '--json'], {
    env: home.env,
    cwd: home.dir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: Started['events'] = [];
  const ended = finished(child);
  const listeners = new Set<() => void>();
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    events.push(JSON.parse(line));
    for (const listener of listeners) listener();
  });
  /** Resolves with the first event that fits; rejects when the command line ends before. */
  const event = (fits: (event: Started['events'][number]) => boolean) =>
    new Promise<Started['events'][number]>((found, fail) => {
      const look = () => {
        const hit = events.find(fits);
        if (hit !== undefined) {
          listeners.delete(look);
          found(hit);
        }
      };
      listeners.add(look);
      look();
      void ended.then(({ code, signal, stdout, stderr }) =>
        fail(new Error(`start ended early (${code ?? signal}):\n${stdout}\n${stderr}`)),
      );
    });
  return { child, events, ended, event };
}

/** Starts a session and waits until it is ready. */
export async function startPlayground(home: Home, args: string[]): Promise<Started> {
  const { child, events, ended, event } = spawnStart(home, args);
  const session = (await event(({ type }) => type === 'session')) as unknown as StartedSession;
  const url = (service: string, port: string) => {
    const endpoint = session.endpoints.find((one) => one.service === service && one.port === port);
    if (endpoint === undefined) throw new Error(`no endpoint ${service}/${port}`);
    return endpoint.url;
  };
  const interrupt = () => {
    child.kill('SIGINT');
    return ended;
  };
  return { session, child, pid: child.pid ?? 0, ended, events, url, interrupt };
}

export interface ProcessInfo {
  pid: number;
  command: string;
}

/**
 * Every process that belongs to a home: it works in the folder, or has its path in its command line or environment.
 * Reads /proc; on other systems the answer is empty, and what is left behind goes unnoticed there.
 */
export async function processesOf(dir: string): Promise<ProcessInfo[]> {
  if (!existsSync('/proc/self/stat')) return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    const command = readProc(pid, 'cmdline').replaceAll('\0', ' ');
    const alive = !/^State:\tZ/m.test(readProc(pid, 'status'));
    const ours = command.includes(dir) || workingDir(pid).startsWith(dir) || readProc(pid, 'environ').includes(dir);
    return alive && ours ? [{ pid: Number(pid), command }] : [];
  });
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function workingDir(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
