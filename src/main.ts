/** The door of the executable: the command line, or one of the devnet programs, and never the libraries of both. */
const [first, second, ...rest] = process.argv.slice(2);

if (first === 'devnet' && second !== undefined && !second.startsWith('-')) {
  const { runDevnet } = await import('./devnet/run-devnet.ts');
  await runDevnet(second, rest);
} else {
  const { runCli } = await import('./cli/run-cli.ts');
  process.exitCode = await runCli(process.argv.slice(2));
}
