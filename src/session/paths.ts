import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where sessions are kept.
 *
 *     $XDG_STATE_HOME | ~/.local/state
 *     └── builder-playground/
 *         ├── ports/<number>          whose port it is, see lib/lock-file.ts
 *         └── sessions/
 *             ├── latest              → the session that was started last
 *             ├── <name>/             a session folder
 *             └── <name>              → the folder of --output
 */
export function statePaths(environment: NodeJS.ProcessEnv = process.env) {
  const { XDG_STATE_HOME: given = '' } = environment;
  // The XDG specification has relative paths ignored.
  const home = isAbsolute(given) ? given : join(homedir(), '.local', 'state');
  const state = join(home, 'builder-playground');
  const sessions = join(state, 'sessions');
  return { state, sessions, latest: join(sessions, 'latest') };
}

export type StatePaths = ReturnType<typeof statePaths>;

/**
 * What a session folder holds besides the recipe's artifacts.
 *
 *     <folder>/
 *     ├── .builder-playground         says that the folder is ours; always the same content
 *     ├── manifest.json, graph.dot
 *     ├── k8s-manifest.yaml           where it was asked for
 *     ├── session.json                runtime state; only while and after it really ran
 *     ├── session.lock                the process that keeps it
 *     ├── stop-request                left by `stop` for that process
 *     ├── logs/<service>.log          and playground.log of a session in the background
 *     └── volume-<service>-<name>/    data of the services
 */
export function sessionPaths(dir: string) {
  return {
    marker: join(dir, '.builder-playground'),
    manifest: join(dir, 'manifest.json'),
    graph: join(dir, 'graph.dot'),
    deployment: join(dir, 'k8s-manifest.yaml'),
    record: join(dir, 'session.json'),
    lock: join(dir, 'session.lock'),
    stopRequest: join(dir, 'stop-request'),
    logs: join(dir, 'logs'),
    ownLog: join(dir, 'logs', 'playground.log'),
  };
}

/** Names of folders that hold the data of services. */
export const VOLUME_PREFIX = 'volume-';

export const MARKER_CONTENT = 'This folder is managed by builder-playground.\n';
