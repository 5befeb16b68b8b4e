/*
 * A pipeline of one's own: a tap on the gradients, a phase that takes its time, and an early end.
 *
 *   node dist/examples/ownPipeline.js
 */
import {
  createNetwork,
  drawExamples,
  evaluate,
  fitStandardizer,
  gradientDescent,
  he,
  toDataset,
  type Values,
} from 'gradstream';
import {
  closeLoop,
  computeCost,
  drawBatches,
  every,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import {
  concatMap,
  last,
  lastValueFrom,
  map,
  merge,
  pipe,
  share,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';

const say = (text: string) => process.stdout.write(`${text}\n`);

// Cats against other drawings, 209 to learn from and 50 to be examined on.
const drawings = drawExamples({ seed: 1 });
const normalizer = fitStandardizer(drawings.train);
const train = toDataset(drawings.train, { normalizer });
const test = toDataset(drawings.test, { normalizer });

// A phase that takes its time: another service might be asked here. The source waits for it.
const ask = <Record>() => concatMap((record: Record) => timer(1).pipe(map(() => record)));

const learn = pipe(
  propagateForward(),
  computeCost(),
  ask(),
  propagateBackward(),
  updateParameters(gradientDescent(0.002)),
);

// No count: this run would go on for ever.
const endless$ = iterate().pipe(
  drawBatches(train, { batchSize: 32 }),
  closeLoop(createNetwork([12288, 5, 5, 1], { scheme: he }), learn),
  share(),
);

// An early end: an examination on the held-out images every 20 iterations, until one is passed.
const exam$ = endless$.pipe(
  every(20),
  map(({ index, network }) => ({ iteration: index + 1, right: evaluate(network, test) })),
  takeWhile(({ right }) => right < 0.95, true),
  share(),
);
const passed$ = exam$.pipe(last());

// Taps: only those who subscribe pay for them.
const costLine$ = endless$.pipe(
  takeUntil(passed$),
  every(10),
  map(({ index, cost }) => `iteration ${index + 1}: cost ${cost.toFixed(3)}`),
);
const slopeLine$ = endless$.pipe(
  takeUntil(passed$),
  every(50),
  map(({ dW }) => `   steepest slope of layer 1: ${steepest(dW[1].values).toExponential(1)}`),
);
const examLine$ = exam$.pipe(
  map(({ right }) => `   examination: ${(100 * right).toFixed(0)} % of the held-out images right`),
);
const lastLine$ = passed$.pipe(map(({ iteration }) => `passed after ${iteration} iterations`));

await lastValueFrom(merge(costLine$, slopeLine$, examLine$, lastLine$).pipe(tap(say)));

function steepest(slopes: Values): number {
  let most = 0;
  for (const slope of slopes) most = Math.max(most, Math.abs(slope));
  return most;
}
