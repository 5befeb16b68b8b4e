import {
  createEvaluator,
  createNetwork,
  foldsOf,
  gradientDescent,
  grid,
  tanh,
  toDataset,
  xavier,
} from 'gradstream';
import {
  closeLoop,
  crossValidate,
  drawBatches,
  every,
  iterate,
  medianRule,
  type SweepEvent,
  sweep,
  timeSlices,
} from 'gradstream/streams';
import { filter, lastValueFrom, map, type SchedulerLike, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { trainingPhases } from '../tinyRun.js';

/** Forty points, of class 1 inside a circle. */
const points = Array.from({ length: 40 }, (_, i) => [
  Math.cos(3 * i) * (i % 7),
  Math.sin(5 * i) * 3,
]);
const examples = {
  values: Float64Array.from(points.flat()),
  exampleShape: [2],
  labels: Uint8Array.from(points, ([x, y]) => (x ** 2 + y ** 2 < 9 ? 1 : 0)),
  classNames: ['outside', 'inside'],
};

const trials = grid({ learningRate: [1e-6, 0.3, 0.5], units: [1, 6] });
const folds = foldsOf(examples, 3).map(({ train, held }) => ({
  train: toDataset(train),
  held: toDataset(held),
}));

/** Trains one configuration on one fold; the value is the accuracy on what was held out. */
function runOn(
  { train, held }: (typeof folds)[number],
  { learningRate, units }: (typeof trials)[number],
  scheduler: SchedulerLike,
) {
  const network = createNetwork([2, units, 1], { hidden: tanh, scheme: xavier });
  const accuracyOf = createEvaluator(held);
  return iterate({ count: 60, scheduler }).pipe(
    drawBatches(train, { batchSize: 8 }),
    closeLoop(network, trainingPhases(gradientDescent(learningRate))),
    every(20),
    map((step) => ({ iteration: step.index + 1, value: accuracyOf(step.network) })),
  );
}

const eventsIn = (scheduler: SchedulerLike) =>
  lastValueFrom(
    sweep(trials, (trial) => crossValidate(folds, (fold) => runOn(fold, trial, scheduler)), {
      concurrency: 3,
      early: medianRule({ mode: 'max', others: 2 }),
    }).pipe(toArray()),
  );

const lastOf = (events: readonly SweepEvent<(typeof trials)[number]>[], trial: number) =>
  events.findLast((event) => event.type === 'report' && event.index === trial);

describe('sweep() of cross-validated training', () => {
  test('gives the same events in the same order, however long the time slices are', async () => {
    const events = await eventsIn(timeSlices({ budgetMs: 8 }));
    expect(events.filter(({ type }) => type === 'stopped').length).toBeGreaterThan(0);
    expect(events.filter(({ type }) => type === 'finished').length).toBeGreaterThan(0);
    expect(await eventsIn(timeSlices({ budgetMs: 1e-6 }))).toEqual(events);
  });

  test('reports for each trial what it reports alone', async () => {
    const scheduler = timeSlices();
    const events = await eventsIn(scheduler);
    for (const index of [1, 5]) {
      const alone$ = crossValidate(folds, (fold) => runOn(fold, trials[index], scheduler));
      const together = lastOf(events, index);
      expect(together?.type).toBe('report');
      if (together?.type !== 'report') continue;
      const same$ = alone$.pipe(filter(({ iteration }) => iteration === together.report.iteration));
      expect(await lastValueFrom(same$)).toEqual(together.report);
    }
  });
});
