/*
 * Computes large products in an arena of three threads, and says what becomes of the workers:
 *
 *   node --expose-gc threadsChild.mjs <idle|collect|forbidden>
 *
 * idle: ends while they sleep; collect: waits until they have ended, with their arena; forbidden: for a
 * process that may not start workers.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { createArena } from '../../../dist/src/numerics/arena.js';

const [kind] = process.argv.slice(2);
const started = new Set();
const online = new Set();
const ended = new Set();
process.on('worker', (worker) => {
  const { threadId } = worker;
  started.add(threadId);
  worker.once('online', () => online.add(threadId));
  worker.once('exit', () => ended.add(threadId));
});

async function compute() {
  const arena = createArena('simd', { threads: 3 });
  const [A, B, C] = Array.from({ length: 3 }, () => arena.zeros(300, 300, 'float64'));
  A.values.fill(1);
  B.values.fill(1);
  let products = 0;
  do {
    C.values.fill(0);
    arena.kernels.multiply(C, A, B);
    if (C.values.some((sum) => sum !== 300)) throw new Error('A product is wrong');
    await turn();
    products++;
  } while (products < 50 || online.size < started.size);
}

await compute();
console.log(started.size === 0 ? 'alone' : `${online.size} ready`);
if (kind === 'collect') {
  while (ended.size < started.size) {
    globalThis.gc();
    await turn();
  }
  console.log(`${ended.size} ended`);
}
