import { spawn } from 'node:child_process';
import { PlaygroundError, systemCodeOf } from '../../lib/errors.ts';

export interface ToolResult {
  /** Exit code; -1 when a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface ToolOptions {
  input?: Uint8Array;
  /** Added to our own environment. */
  env?: Record<string, string>;
}

/** Runs a program to its end. Undefined when there is no such program on PATH. */
export function tryTool(
  name: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult | undefined> {
  const child = spawn(name, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...options.env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // It may end without having read everything: its exit code tells why.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      if (['ENOENT', 'EACCES'].includes(systemCodeOf(error) ?? '')) resolve(undefined);
      else reject(error);
    });
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** How many lines of a failed program's output are shown. */
const TAIL = 15;

/** What a program said last, for a message. */
function lastWords({ stdout, stderr }: ToolResult): string {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trimEnd());
  return lines
    .filter((line) => line !== '')
    .slice(-TAIL)
    .join('\n');
}

/**
 * As `tryTool`, for a program that must be there and end well. Throws `PlaygroundError` `tool-missing` and `tool-failed`,
 * the latter with the program's last words as its hint.
 * @param install where to get it
 */
export async function runTool(
  name: string,
  args: readonly string[],
  { install, ...options }: ToolOptions & { install: string },
): Promise<ToolResult> {
  const result = await tryTool(name, args, options);
  if (result === undefined) {
    throw new PlaygroundError('tool-missing', `${name} was not found`, {
      kind: 'environment',
      hint: install,
      details: { tool: name },
    });
  }
  if (result.code === 0) return result;
  throw new PlaygroundError('tool-failed', `${name} ${args[0] ?? ''} failed with exit code ${result.code}`, {
    kind: 'environment',
    hint: lastWords(result),
    details: { tool: name, args, exitCode: result.code },
  });
}
