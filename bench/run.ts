// Measures what the project promises: npm run bench [-- RUNS]. Needs the built package, and a machine that is idle.
import { cpus } from 'node:os';
import { measureCommands } from './commands.ts';
import { measureFirstBlock } from './first-block.ts';
import { statisticsTable } from './statistics.ts';

const runs = Number(process.argv[2] ?? 5);
const samples = [
  ...(await measureFirstBlock('12s', runs)),
  ...(await measureFirstBlock('1s', runs)),
  ...measureCommands(runs),
];
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n\n`);
process.stdout.write(`${statisticsTable(samples).join('\n')}\n`);
