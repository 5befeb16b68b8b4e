import { fc, test as property } from '@fast-check/vitest';
import {
  createNetwork,
  gradientDescent,
  type Hyperparameter,
  onPlateau,
  parseSchedule,
  piecewise,
  type RunState,
  type Schedule,
} from 'gradstream';
import { type Command, closeLoop, drawBatches, iterate, obey, stateOf } from 'gradstream/streams';
import {
  delay,
  lastValueFrom,
  map,
  pipe,
  type SchedulerLike,
  toArray,
  VirtualTimeScheduler,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import { randomMatrix } from '../model/randomMatrix.js';
import { tinyData, tinyNetwork, trainingPhases } from './tinyRun.js';

/*
 * Milestones in runs: iterations, epochs, seconds and fractions, on virtual time, across pauses and resumes,
 * and with batches that change their size.
 */

/** Training steps of 3 ms on five examples in batches of two, so that an epoch has three. */
const steppingRun = (
  rate: Hyperparameter,
  count: number,
  scheduler: SchedulerLike,
  resume?: RunState,
) =>
  iterate({ count, scheduler, resume }).pipe(
    drawBatches(tinyData(), { batchSize: 2 }),
    closeLoop(
      resume?.learner ?? tinyNetwork(),
      pipe(trainingPhases(gradientDescent(rate)), delay(3, scheduler)),
    ),
    map((step) => ({ rate: step.learningRate, state: stateOf(step) })),
  );

function stepsOf(rate: Hyperparameter, count: number, resume?: RunState) {
  const scheduler = new VirtualTimeScheduler();
  const all$ = lastValueFrom(steppingRun(rate, count, scheduler, resume).pipe(toArray()));
  scheduler.flush();
  return all$;
}

describe.each([
  ['iterations', 'piecewise(1, 4: 0.5)', [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]],
  ['epochs', 'piecewise(1, 2 epochs: 0.5)', [1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5]],
  ['parts of epochs', 'piecewise(1, 1.5 epochs: 0.5)', [1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5]],
  ['seconds', 'piecewise(1, 0.009 s: 0.5)', [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]],
  ['fractions', 'piecewise(1, 70 %: 0.5)', [1, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5]],
  [
    'fractions that end between',
    'piecewise(1, 41 %: 0.5)',
    [1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5],
  ],
  [
    'all that count iterations',
    '1 for 1 then 0.5 for 1 epoch then 0.25 for 20 % then 0.125',
    [1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.125, 0.125],
  ],
  ['the rest of the run', '1 for 6 then linear(1, 0.5)', [1, 1, 1, 1, 1, 1, 1, 0.875, 0.75, 0.625]],
] as const)('a milestone in %s', (_unit, text, expected) => {
  const schedule = parseSchedule(text);

  test('comes in its iteration', async () => {
    expect((await stepsOf(schedule, 10)).map(({ rate }) => rate)).toEqual(expected);
  });

  test('comes in the same iteration of a run that is resumed, wherever that is', async () => {
    const whole = await stepsOf(schedule, 10);
    for (const [k, { state }] of whole.entries()) {
      const rest = await stepsOf(schedule, 10, state);
      expect(rest.map(({ rate }) => rate)).toEqual(expected.slice(k + 1));
    }
  });
});

test(
  'a milestone in seconds waits while a run is paused',
  marbles((m) => {
    const rate = piecewise(1, [[{ seconds: 0.009 }, 0.5]]);
    const command$ = m.hot<Command>('    ----p------r', {
      p: { type: 'pause' },
      r: { type: 'resume' },
    });
    const rates$ = iterate({ count: 5, scheduler: m.scheduler }).pipe(
      obey(command$),
      drawBatches(tinyData()),
      closeLoop(tinyNetwork(), pipe(trainingPhases(gradientDescent(rate)), delay(3, m.scheduler))),
      map(({ learningRate }) => learningRate),
    );
    //   9 ms are over when 14 have passed, 5 of which were a pause
    m.expect(rates$).toBeObservable('---a--a-------a--b--(b|)', { a: 1, b: 0.5 });
  }),
);

const data = { X: randomMatrix(4, 12, 1), Y: randomMatrix(1, 12, 2) };

/** The epoch, size and rate of each iteration. */
function curriculum(batchSize: Schedule, rate: Hyperparameter, count: number, resume?: RunState) {
  const run$ = iterate({ count, resume }).pipe(
    drawBatches(data, { batchSize, resume }),
    closeLoop(resume?.learner ?? createNetwork([4, 1]), trainingPhases(gradientDescent(rate))),
    map((step) => ({
      epoch: step.epoch,
      size: step.examples.length,
      rate: step.learningRate,
      state: stateOf(step),
    })),
    toArray(),
  );
  return lastValueFrom(run$);
}

describe('with batches that change their size', () => {
  property.prop([
    fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 1, maxLength: 60 }),
    fc.integer({ min: 1, max: 8 }),
  ])('a milestone in epochs comes with the first batch of its epoch', async (sizes, epochs) => {
    const rate = piecewise(1, [[{ epochs }, 0.5]]);
    const steps = await curriculum((i) => sizes[i], rate, sizes.length);
    expect(steps.map((step) => step.rate)).toEqual(
      steps.map(({ epoch }) => (epoch >= epochs ? 0.5 : 1)),
    );
  });

  test('the size itself may have milestones in epochs, up and down', async () => {
    const size = piecewise(6, [
      [{ epochs: 2 }, 3],
      [{ epochs: 3 }, 12],
      [{ epochs: 5 }, 4],
    ]);
    const whole = await curriculum(size, 0.1, 15);
    expect(whole.map((step) => step.size)).toEqual([6, 6, 6, 6, 3, 3, 3, 3, 12, 12, 4, 4, 4, 4, 4]);
    for (const k of [1, 5, 9, 11]) {
      const rest = await curriculum(size, 0.1, 15, whole[k].state);
      expect(rest.map((step) => step.size)).toEqual(whole.slice(k + 1).map((step) => step.size));
    }
  });

  test('the size may listen to a metric', async () => {
    const size = onPlateau(8, { metric: 'cost', patience: 0, factor: 0.5, minDelta: 1e3 });
    const steps = await curriculum(size, 0.1, 5);
    expect(steps.map((step) => step.size)).toEqual([8, 4, 4, 2, 1]);
  });
});
