import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Reads `add GROUP` and `del GROUP` lines; when they end, because whoever wrote them is gone, ends the groups that are
 * left: TERM, and KILL for those still there after half a second. POSIX sh, so that it needs nothing of us to live.
 */
const SCRIPT = `
trap '' HUP INT QUIT TERM
groups=' '
while read -r verb group; do
  case "$verb" in
    add) groups="$groups$group " ;;
    del) case "$groups" in *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;; esac ;;
  esac
done
for group in $groups; do kill -TERM "-$group" 2>/dev/null; done
tries=0
while [ "$tries" -lt 10 ]; do
  left=
  for group in $groups; do kill -0 "-$group" 2>/dev/null && left=yes; done
  [ -z "$left" ] && exit 0
  sleep 0.05 2>/dev/null || sleep 1
  tries=$((tries + 1))
done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
`;

/**
 * Sees to it that the processes of a session end when this process does, whatever ends it. Its child leads a session
 * of its own, out of reach of the terminal's signals; should it be killed, another takes its place.
 */
export class Reaper {
  readonly #groups = new Set<number>();
  readonly #onReplaced: () => void;
  #child: ChildProcess;
  #closed = false;

  constructor(onReplaced: () => void = () => {}) {
    this.#onReplaced = onReplaced;
    this.#child = this.#spawn();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when the group is known to the reaper, and would be ended by it from this moment on. */
  async add(group: number): Promise<void> {
    this.#groups.add(group);
    await this.#tell(`add ${group}\n`);
  }

  /** To be called once the group is gone: its number may be given to a stranger afterwards. */
  remove(group: number): void {
    this.#groups.delete(group);
    void this.#tell(`del ${group}\n`);
  }

  /** Ends the reaper; groups that were not removed end with it. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    const gone = child.exitCode !== null || child.signalCode !== null ? undefined : once(child, 'exit');
    child.stdin?.end();
    await gone;
  }

  #spawn(): ChildProcess {
    const child = spawn('/bin/sh', ['-c', SCRIPT], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    // What was lost in the pipe is told again to the next one.
    child.stdin?.on('error', () => {});
    child.on('error', () => {});
    child.on('exit', () => {
      if (this.#closed || child !== this.#child) return;
      this.#child = this.#spawn();
      for (const group of this.#groups) void this.#tell(`add ${group}\n`);
      this.#onReplaced();
    });
    return child;
  }

  /** A line that is in the pipe reaches the reaper even if this process ends at once. */
  #tell(line: string): Promise<void> {
    return new Promise((resolve) => {
      this.#child.stdin?.write(line, () => resolve());
    });
  }
}
