/*
 * Fails when a test that should have run was skipped: with the reference data there, none may be.
 *
 *   node .ci/checkResults.mjs RESULTS.json
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const results = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = results;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);

const shared = fileURLToPath(new URL('../../shared/reference', import.meta.url));
const reference = process.env.GRADSTREAM_REFERENCE ?? shared;
if (!existsSync(reference)) {
  console.log('The reference data are not there: their tests may be skipped.');
} else if (skipped > 0) {
  const names = results.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => `  ${fullName}`);
  console.error(`Skipped although the reference data are there:\n${names.join('\n')}`);
  process.exit(1);
}
if (failed > 0 || passed === 0) process.exit(1);
