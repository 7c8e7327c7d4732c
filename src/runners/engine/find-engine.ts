import { PlaygroundError } from '../../lib/errors.ts';
import { runTool, type ToolOptions, type ToolResult, tryTool } from './run-tool.ts';

/** A container engine that answers. */
export interface Engine {
  name: EngineName;
  /** Of the machine that it runs containers on: `linux/amd64`. */
  platform: string;
  /** Throws `PlaygroundError` `tool-failed`. */
  run(args: readonly string[], options?: ToolOptions): Promise<ToolResult>;
}

export type EngineName = 'docker' | 'podman';

/** Chooses one of them. */
const VARIABLE = 'PLAYGROUND_ENGINE';
/** Asks the engine itself, not only its client. */
const QUESTIONS: Record<EngineName, readonly string[]> = {
  docker: ['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'],
  podman: ['info', '--format', '{{.Version.OsArch}}'],
};
const INSTALL = 'install Docker (https://docs.docker.com/engine/install) or Podman (https://podman.io)';

/**
 * The engine that the environment names, or the first that answers. Throws `PlaygroundError` `unknown-engine` and
 * `no-engine`, which says of each why it is none.
 */
export async function findEngine(environment: NodeJS.ProcessEnv = process.env): Promise<Engine> {
  const names = Object.keys(QUESTIONS) as EngineName[];
  const wanted = environment[VARIABLE] || undefined;
  if (wanted !== undefined && !names.includes(wanted as EngineName)) {
    throw new PlaygroundError('unknown-engine', `${VARIABLE} cannot be "${wanted}"`, {
      kind: 'usage',
      hint: `choose one of ${names.join(', ')}`,
    });
  }
  const problems: string[] = [];
  for (const name of names.filter((one) => wanted === undefined || one === wanted)) {
    const answer = await ask(name);
    if ('platform' in answer) return engineOf(name, answer.platform);
    problems.push(`${name}: ${answer.problem}`);
  }
  throw new PlaygroundError('no-engine', `no container engine answers (${problems.join('; ')})`, {
    kind: 'environment',
    hint: INSTALL,
    details: { problems },
  });
}

async function ask(name: EngineName): Promise<{ platform: string } | { problem: string }> {
  const result = await tryTool(name, QUESTIONS[name]);
  if (result === undefined) return { problem: 'not found' };
  const platform = result.stdout.trim();
  if (result.code === 0 && /^\w+\/\w+$/.test(platform)) return { platform };
  const [line = `exit code ${result.code}`] = result.stderr.trim().split('\n').filter(Boolean).slice(-1);
  return { problem: line };
}

function engineOf(name: EngineName, platform: string): Engine {
  return { name, platform, run: (args, options = {}) => runTool(name, args, { ...options, install: INSTALL }) };
}
