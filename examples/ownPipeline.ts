/*
 * A pipeline of one's own: a tap on the gradients, a phase that takes its time, and an early end.
 *
 *   node dist/examples/ownPipeline.js
 */
import {
  createNetwork,
  drawExamples,
  gradientDescent,
  he,
  pixelScale,
  toDataset,
  type Values,
} from 'gradstream';
import {
  closeLoop,
  computeCost,
  drawBatches,
  every,
  iterate,
  measureAccuracy,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import {
  concatMap,
  filter,
  last,
  lastValueFrom,
  map,
  merge,
  pipe,
  share,
  takeUntil,
  tap,
  timer,
} from 'rxjs';

const say = (text: string) => process.stdout.write(`${text}\n`);

// Cats against other drawings, 209 to learn from and 50 to be examined on.
const drawings = drawExamples({ seed: 1 });
const normalizer = pixelScale(12288);
const train = toDataset(drawings.train, { normalizer });
const test = toDataset(drawings.test, { normalizer });

// A phase that takes its time: another service might be asked here. The source waits for it.
const ask = <Record>() => concatMap((record: Record) => timer(1).pipe(map(() => record)));

const learn = pipe(
  propagateForward(),
  computeCost(),
  ask(),
  propagateBackward(),
  updateParameters(gradientDescent(0.03)),
);

// No count: this run would go on for ever.
const endless$ = iterate().pipe(
  drawBatches(train, { batchSize: 32 }),
  closeLoop(createNetwork([12288, 5, 5, 1], { scheme: he }), learn),
  share(),
);

// An early end: an examination every 50 iterations, until one is passed.
const passed$ = endless$.pipe(
  every(50),
  measureAccuracy(test),
  tap((right) => say(`   held-out images: ${(100 * right).toFixed(0)} % right`)),
  filter((right) => right >= 0.9),
);
const run$ = endless$.pipe(takeUntil(passed$), share());

// Taps: only those who subscribe pay for them.
const cost$ = run$.pipe(
  every(50),
  map(({ index, cost }) => `iteration ${index + 1}: cost ${cost.toFixed(3)}`),
);
const slope$ = run$.pipe(
  every(250),
  map(({ dW }) => `   steepest slope of layer 1: ${steepest(dW[1].values).toExponential(1)}`),
);
const end$ = run$.pipe(
  last(),
  map(({ index }) => `passed after ${index + 1} iterations`),
);

await lastValueFrom(merge(cost$, slope$, end$).pipe(tap(say)));

function steepest(slopes: Values): number {
  let most = 0;
  for (const slope of slopes) most = Math.max(most, Math.abs(slope));
  return most;
}
