/*
 * Fails when a test that should have run was skipped: none may be, but those on the published files
 * where the reference data are not there, and those that say in their names what this machine is not.
 *
 *   node .ci/checkResults.mjs RESULTS.json
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const results = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = results;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);

const shared = fileURLToPath(new URL('../../shared/reference', import.meta.url));
const reference = process.env.GRADSTREAM_REFERENCE ?? shared;
const isReferenceThere = existsSync(join(reference, 'train_catvnoncat.h5'));
if (!isReferenceThere) console.log('The reference data are not there: their tests may be skipped.');

/** What the names of tests say that only some machines can run, and whether this is one that cannot. */
const limits = [
  { says: '(not for root)', holds: process.getuid?.() === 0 },
  { says: '(needs mount)', holds: true },
];

const names = results.testResults
  .flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status }) => status !== 'passed' && status !== 'failed')
  .map(({ fullName }) => fullName)
  .filter((name) => isReferenceThere || !name.includes('the published files'))
  .filter((name) => !limits.some(({ says, holds }) => holds && name.includes(says)));
if (names.length > 0) {
  console.error(`Skipped although they should have run:\n  ${names.join('\n  ')}`);
  process.exit(1);
}
if (failed > 0 || passed === 0) process.exit(1);
