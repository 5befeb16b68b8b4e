import {
  createNetwork,
  gradientDescent,
  matrix,
  onPlateau,
  type RunState,
  xavier,
} from 'gradstream';
import {
  type Batch,
  closeLoop,
  computeCost,
  drawBatches,
  feed,
  guard,
  iterate,
  obey,
  propagateBackward,
  propagateForward,
  type Step,
  stateOf,
  updateParameters,
} from 'gradstream/streams';
import {
  BehaviorSubject,
  forkJoin,
  lastValueFrom,
  map,
  type Observable,
  of,
  pipe,
  share,
  tap,
  toArray,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { randomMatrix } from '../model/randomMatrix.js';
import { openRun, trainingPhases } from './tinyRun.js';

/*
 * Networks that learn from the same batches, each of which has to go the way that it goes alone.
 */

const data = {
  X: randomMatrix(6, 12, 1),
  Y: matrix([[1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0]]),
};
const networks = [createNetwork([6, 4, 1]), createNetwork([6, 3, 1], { seed: 4, scheme: xavier })];

const rates = <S extends Step>(step$: Observable<S>) =>
  step$.pipe(
    map(({ learningRate }) => learningRate),
    toArray(),
  );

/** The rates of each network, on batches that all of them share. */
function together(batch$: Observable<Batch>, phases: ReturnType<typeof trainingPhases>) {
  const shared$ = batch$.pipe(share());
  return lastValueFrom(
    forkJoin(networks.map((network) => shared$.pipe(closeLoop(network, phases), rates))),
  );
}

function alone(batch$: Observable<Batch>, phases: ReturnType<typeof trainingPhases>) {
  return Promise.all(
    networks.map((network) => lastValueFrom(batch$.pipe(closeLoop(network, phases), rates))),
  );
}

test('networks on the same batches have their rates lowered on their own plateaus alone', async () => {
  const rate = onPlateau(0.5, { metric: 'cost', patience: 1, factor: 0.5, minDelta: 0.005 });
  const batch$ = iterate({ count: 40 }).pipe(drawBatches(data));
  const phases = trainingPhases(gradientDescent(rate));
  const expected = await alone(batch$, phases);
  expect(await together(batch$, phases)).toEqual(expected);
  // Both have plateaus, at other times.
  expect(expected[0].at(-1)).toBeLessThan(0.5);
  expect(expected[0]).not.toEqual(expected[1]);
});

test('a guard that goes back lowers the rate of its own network alone', async () => {
  const guarded = pipe(
    propagateForward(),
    computeCost(),
    propagateBackward(),
    guard({
      gradientNorm: { policy: 'rollBack', above: 1e4 },
      rollBack: { keepEvery: 1 },
    }),
    updateParameters(gradientDescent(0.5)),
  );
  const shared$ = iterate({ count: 8 }).pipe(drawBatches(data), share());
  const spoilt = map((batch: Batch) =>
    batch.index === 4 ? { ...batch, Y: matrix([Array<number>(12).fill(1e6)]) } : batch,
  );
  const [fine, troubled] = await lastValueFrom(
    forkJoin([
      shared$.pipe(closeLoop(networks[0], guarded), rates),
      shared$.pipe(spoilt, closeLoop(networks[1], guarded), rates),
    ]),
  );
  expect(fine).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  expect(troubled).toEqual([0.5, 0.5, 0.5, 0.5, 0, 0.25, 0.25, 0.25]);
});

test('all networks on the same batches hear what is fed to the run, and its commands', async () => {
  const rate = onPlateau(0.8, { metric: 'score', patience: 0, factor: 0.5 });
  const score$ = new BehaviorSubject(3);
  const batch$ = iterate({ count: 5 }).pipe(
    feed({ score: score$ }),
    obey(
      of(
        { type: 'learningRate', value: 7, at: 2 } as const,
        { type: 'learningRate', value: null, at: 3 } as const,
      ),
    ),
    tap(() => score$.next(3)),
    drawBatches(data),
  );
  const expected = [0.8, 0.4, 7, 0.1, 0.05];
  expect(await together(batch$, trainingPhases(gradientDescent(rate)))).toEqual([
    expected,
    expected,
  ]);
});

describe('a run of one network whose rate and batches listen to the same metric', () => {
  const stuck = { metric: 'cost', patience: 0, factor: 0.5, minDelta: 1e3 } as const;
  const run = (count: number, resume?: RunState) =>
    lastValueFrom(
      iterate({ count, resume }).pipe(
        drawBatches(data, { batchSize: onPlateau(8, stuck), resume }),
        closeLoop(
          resume?.learner ?? networks[0],
          trainingPhases(gradientDescent(onPlateau(0.5, { ...stuck, patience: 1 }))),
        ),
        map((step) => ({
          size: step.examples.length,
          rate: step.learningRate,
          state: stateOf(step),
        })),
        toArray(),
      ),
    );
  const seen = ({ size, rate }: { size: number; rate: number }) => [size, rate];

  test('tells it to both', async () => {
    expect((await run(6)).map(seen)).toEqual([
      [8, 0.5],
      [4, 0.5],
      [4, 0.5],
      [2, 0.25],
      [1, 0.25],
      [1, 0.125],
    ]);
  });

  test.each([0, 1, 2, 3, 4])('goes on with both after iteration %d', async (index) => {
    const whole = await run(6);
    const rest = await run(6, whole[index].state);
    expect(rest.map(seen)).toEqual(whole.slice(index + 1).map(seen));
  });
});

test('a run tells a network nothing more that has left', () => {
  const schedule = onPlateau(1, { metric: 'score', patience: 0, factor: 0.5 });
  const branch = openRun.branch();
  branch.listen(schedule);
  openRun.give('score', 5, 0);
  openRun.give('score', 5, 1);
  expect(schedule(2, branch)).toBe(0.5);
  branch.leave();
  openRun.give('score', 5, 2);
  expect(schedule(3, branch)).toBe(0.5);
});

test('of what is given to a run and to a network of it, the last counts', () => {
  const run = openRun.branch();
  openRun.give('rate', 1, 0);
  run.give('rate', 2, 1);
  expect(run.inputs.rate).toEqual({ value: 2, since: 1 });
  openRun.give('rate', 3, 2);
  expect(run.inputs.rate).toEqual({ value: 3, since: 2 });
  run.give('rate', 4, 3);
  openRun.withdraw('rate');
  expect(run.inputs.rate).toBeUndefined();
  expect(run.memory().inputs.rate).toBeUndefined();
});
