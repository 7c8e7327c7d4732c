// Prints the closing line of a test run from vitest's JSON report, and fails when anything failed.
//   node scripts/count-tests.mjs REPORT.json [1 when a step before it failed]
import { readFileSync } from 'node:fs';

const [report, earlierFailure] = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };
try {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  for (const file of testResults) {
    // A file that does not even load has no tests to count, and is a failure all the same.
    if (file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed')) counts.failed++;
    for (const { status } of file.assertionResults) {
      counts[status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'skipped']++;
    }
  }
} catch (error) {
  process.stdout.write(`no test report: ${error.message}\n`);
  counts.failed++;
}
const ok = counts.failed === 0 && counts.passed > 0 && earlierFailure !== '1';
if (!ok && counts.failed === 0) process.stdout.write('a step before the tests failed, or no test ran\n');
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = ok ? 0 : 1;
