#!/usr/bin/env node
/** The door of the executable: the command line, or one of the devnet programs, and never the libraries of both. */
import { prerendered } from './cli/prerendered.ts';

const argv = process.argv.slice(2);
const text = prerendered(argv, import.meta.url);

if (text === undefined) await run();
else process.stdout.write(text);

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
