import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that a later process with the same number is not mistaken for. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque: clock ticks since boot on Linux (a clock that jumps does not change them), a date from `ps` elsewhere. */
  startTime: string;
}

let own: ProcessIdentity | undefined;

export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, startTime: startTimeOf(process.pid) ?? 'unknown' };
  return own;
}

/** Undefined when there is no such process, or only the entry of one that has ended and was not waited for. */
export function startTimeOf(pid: number): string | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

export function isAlive(identity: ProcessIdentity): boolean {
  return startTimeOf(identity.pid) === identity.startTime;
}

function fromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}

function fromPs(pid: number): string | undefined {
  try {
    const output = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    const [state = 'Z', ...date] = output.trim().split(/\s+/);
    return state.startsWith('Z') ? undefined : date.join(' ');
  } catch {
    return undefined;
  }
}
