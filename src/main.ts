#!/usr/bin/env node
/** The door of the executable: the command line, or one of the devnet programs, and never the libraries of both. */
import { prerendered } from './cli/prerendered.ts';

const argv = process.argv.slice(2);
const text = prerendered(argv, import.meta.url);

if (text !== undefined) process.stdout.write(text);
else if (isTooOld(process.versions.node)) {
  process.stderr.write(`error: this is Node ${process.versions.node}\n  the playground needs Node 22.12 or newer\n`);
  process.exitCode = 3;
} else await run();

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 12);
}

async function run(): Promise<void> {
  const { useCompileCache } = await import('./cli/compile-cache.ts');
  useCompileCache(import.meta.url);
  const [first, second, ...rest] = argv;
  if (first === 'devnet' && second !== undefined && !second.startsWith('-')) {
    const { runDevnet } = await import('./devnet/run-devnet.ts');
    await runDevnet(second, rest);
  } else {
    const { runCli } = await import('./cli/run-cli.ts');
    process.exitCode = await runCli(argv);
  }
}
