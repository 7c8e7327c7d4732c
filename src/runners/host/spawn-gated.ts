import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Reaper } from './reaper.ts';

/** Holds the program back until the reaper knows its group; if this process ends before that, nothing is started. */
const GATE = 'read -r _ <&3 || exit 1; exec 3<&-; exec "$0" "$@"';

export interface GatedSpawn {
  file: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** For standard input, output and error. */
  stdio: ('pipe' | 'ignore' | number)[];
}

/**
 * Starts a program in a process group and session of its own (`pid` names both), out of reach of the terminal's
 * Ctrl-C. `opened` resolves when the reaper knows it and it runs. Rejects with the system's error.
 */
export async function spawnGated(
  { file, args, cwd, env, stdio }: GatedSpawn,
  reaper: Reaper,
): Promise<{ child: ChildProcess; pid: number; opened: Promise<void> }> {
  const child = spawn('/bin/sh', ['-c', GATE, file, ...args], { cwd, env, detached: true, stdio: [...stdio, 'pipe'] });
  const { pid } = child;
  if (pid === undefined) throw (await once(child, 'error'))[0];
  const gate = child.stdio[3] as Writable;
  gate.on('error', () => {});
  const opened = reaper.add(pid).then(() => {
    gate.end('go\n');
  });
  return { child, pid, opened };
}

/** False when the group does not exist. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Kills what a program left behind in its group, and tells the reaper. Bounded: a process that cannot be killed must
 * not hold us up.
 */
export async function endGroup(group: number, reaper: Reaper): Promise<void> {
  for (let tries = 0; tries < 50 && signalGroup(group, 'SIGKILL'); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  reaper.remove(group);
}
