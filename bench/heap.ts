/*
 * Whether a run leaves anything behind: the heap after a million iterations against that after the
 * first ten thousand, each behind a full collection.
 */
import { printValue, say } from './table.js';
import { tinyJob } from './tinyJob.js';
import { trainInStream } from './trainers.js';

const { gc } = globalThis;
if (!gc)
  throw new Error('Cannot measure the heap without --expose-gc: use `npm run bench -- heap`');

say('heap: a million iterations, about 10 s');
const stream = trainInStream(tinyJob());
await stream.advance(10_000);
const before = collected();
const ms = await stream.advance(990_000);
const after = collected();

printValue('heap', 'heapUsed after 10,000 iterations', kilobytes(before.heapUsed));
printValue('heap', 'heapUsed after 1,000,000 iterations', kilobytes(after.heapUsed));
printValue('heap', 'difference', kilobytes(after.heapUsed - before.heapUsed));
printValue(
  'heap',
  'difference of arrayBuffers',
  kilobytes(after.arrayBuffers - before.arrayBuffers),
);
printValue('heap', 'iterations per second', Math.round((1000 * 990_000) / ms).toLocaleString('en'));

function collected(): NodeJS.MemoryUsage {
  gc?.();
  return process.memoryUsage();
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
