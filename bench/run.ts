// Measures what the project promises: npm run bench [-- RUNS]. Needs the built package, and a machine that is idle.
import { cpus } from 'node:os';
import { measureCommands } from './commands.ts';
import { measureDeployments } from './deployments.ts';
import { measureFirstBlock } from './first-block.ts';
import { measureKubernetes } from './kubernetes.ts';
import { statisticsTable } from './statistics.ts';

const image = process.env.PLAYGROUND_TEST_IMAGE;
if (process.env.PLAYGROUND_TEST_KUBECONFIG !== undefined)
  process.env.KUBECONFIG = process.env.PLAYGROUND_TEST_KUBECONFIG;
const runs = Number(process.argv[2] ?? 5);
const samples = [
  ...(await measureFirstBlock('12s', runs)),
  ...(await measureFirstBlock('1s', runs)),
  ...measureCommands(runs),
  ...measureDeployments(runs),
  // Only where a cluster is named that has our image.
  ...(image === undefined ? [] : await measureKubernetes(image, runs)),
];
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n\n`);
process.stdout.write(`${statisticsTable(samples).join('\n')}\n`);
