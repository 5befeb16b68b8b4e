/*
 * Trains a tiny network and prints how much the heap grew, in bytes:
 *
 *   node --expose-gc heapChild.mjs <synchronous|asynchronous|shared> <warm-up> <count>
 *
 * The growth is that of `heapUsed` plus `arrayBuffers`, each after a garbage collection, from
 * iteration <warm-up> to iteration <count> of an endless source.
 */
import { concatMap, lastValueFrom, map, merge, pipe, share, take, tap } from 'rxjs';
import { createNetwork, gradientDescent, matrix } from '../../dist/src/index.js';
import {
  closeLoop,
  computeCost,
  drawBatches,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
} from '../../dist/streams/index.js';

const [kind, warmUp, count] = process.argv
  .slice(2)
  .map((word, i) => (i === 0 ? word : Number(word)));

const data = { X: matrix([[-1, 0, 1, 2, 3]]), Y: matrix([[0, 0, 1, 1, 1]]) };
const phases = pipe(
  propagateForward(),
  computeCost(),
  propagateBackward(),
  updateParameters(gradientDescent(0.01)),
);
const slowPhases = pipe(
  phases,
  concatMap((step) => Promise.resolve(step)),
);
const batch$ = iterate().pipe(drawBatches(data, { batchSize: 2 }));

const loop = (inside) => closeLoop(createNetwork([1, 2, 1]), inside);
const shared$ = batch$.pipe(share());
const runs = {
  synchronous: batch$.pipe(loop(phases)),
  asynchronous: batch$.pipe(loop(slowPhases)),
  shared: merge(shared$.pipe(loop(phases)), shared$.pipe(loop(slowPhases))),
};

function heapBytes() {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

let before = 0;
const after$ = runs[kind].pipe(
  map((_, i) => i + 1),
  tap((i) => {
    if (i === warmUp) before = heapBytes();
  }),
  take(count),
  map((i) => (i === count ? heapBytes() : 0)),
);
console.log((await lastValueFrom(after$)) - before);
