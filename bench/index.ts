/*
 * `npm run bench` runs all benches, `npm run bench -- pipeline start` those named. Each has a process
 * of its own, so that none warms up the compiler, or fills the heap, for the next. With `--quick` they
 * run a few rounds only, to see that they work; with `--only=redis,killed` those that have such parts run
 * the parts that are both.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { machine } from './machine.js';
import { printHeading, say } from './table.js';

const benches = [
  'cats',
  'minibatch',
  'pipeline',
  'kernels',
  'scaling',
  'memory',
  'start',
  'delay',
  'broadcast',
  'page',
  'outage',
  'flood',
  'connectors',
];
const BAD_INPUT = 2;

const given = process.argv.slice(2);
const isFlag = (word: string) => word === '--quick' || word.startsWith('--only=');
const flags = given.filter(isFlag);
const asked = given.filter((word) => !isFlag(word));
const unknown = asked.filter((name) => !benches.includes(name));
if (unknown.length > 0) {
  say(`error: there is no bench ${unknown.join(', ')}; there are ${benches.join(', ')}`);
  process.exitCode = BAD_INPUT;
} else {
  process.stdout.write(`${machine()}\n\n`);
  printHeading();
  for (const name of asked.length > 0 ? asked : benches) {
    const file = join(import.meta.dirname, `${name}.js`);
    const { status } = spawnSync(process.execPath, ['--expose-gc', file, ...flags], {
      stdio: 'inherit',
    });
    if (status !== 0) {
      say(`error: the bench ${name} failed`);
      process.exitCode = 1;
    }
  }
}
