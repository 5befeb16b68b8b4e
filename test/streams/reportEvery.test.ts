import { evaluate, matrix, ShapeError } from 'gradstream';
import { type Report, reportEvery } from 'gradstream/streams';
import { lastValueFrom, map, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import { LEARNING_RATE, recordAt, tinyData } from './tinyRun.js';

const train = tinyData();
const heldOut = {
  X: matrix([
    [1, -1],
    [0, 2],
  ]),
  Y: matrix([[1, 0]]),
};

const steps = { a: recordAt(0), b: recordAt(1), c: recordAt(2), d: recordAt(3) };

/** One field of each report on the steps a to d. */
const field = <K extends keyof Report>(name: K) => map((report: Report) => report[name]);

test(
  'reportEvery(n) reports on the n-th, the 2n-th iteration and so on, at once',
  marbles((m) => {
    const source$ = m.cold('-a--b--c--d--|', steps);
    const subscription = '  ^------------!';
    const expected = '      ----r-----s--|';
    const report$ = source$.pipe(
      reportEvery(2, { train, test: heldOut, scheduler: m.scheduler }),
      field('iteration'),
    );
    m.expect(report$).toBeObservable(expected, { r: 2, s: 4 });
    m.expect(source$).toHaveSubscriptions(subscription);
  }),
);

describe('reportEvery(n) keeps time by the scheduler', () => {
  test(
    'with the milliseconds since the subscription',
    marbles((m) => {
      const source$ = m.cold('     -a--b--c--d--|', steps);
      const subscription = '  -----^-------------';
      const expected = '      ---------r-----s--|';
      const report$ = source$.pipe(
        reportEvery(2, { train, test: heldOut, scheduler: m.scheduler }),
        field('elapsedMs'),
      );
      m.expect(report$, subscription).toBeObservable(expected, { r: 4, s: 10 });
    }),
  );

  test(
    'with the speed since the last report',
    marbles((m) => {
      const source$ = m.cold('-a--b-----c----d|', steps);
      const expected = '      ----r----------s|';
      const report$ = source$.pipe(
        reportEvery(2, { train, test: heldOut, scheduler: m.scheduler }),
        field('iterationsPerSecond'),
      );
      m.expect(report$).toBeObservable(expected, { r: 2000 / 4, s: 2000 / 11 });
    }),
  );

  test(
    'from anew for each subscription',
    marbles((m) => {
      const report$ = m
        .cold('               ---a|', steps)
        .pipe(reportEvery(1, { train, test: heldOut, scheduler: m.scheduler }), field('elapsedMs'));
      m.expect(report$, '     ^----').toBeObservable('   ---r|', { r: 3 });
      m.expect(report$, '     --^----').toBeObservable(' -----r|', { r: 3 });
    }),
  );
});

test('reportEvery(n) takes cost, epoch and learning rate from the step', async () => {
  const step = { ...recordAt(2), epoch: 7, cost: 0.25 };
  const report = await lastValueFrom(of(step).pipe(reportEvery(3, { train, test: heldOut })));
  expect(report).toMatchObject({
    iteration: 3,
    epoch: 7,
    cost: 0.25,
    learningRate: LEARNING_RATE,
  });
});

test('reportEvery(n) measures accuracy on both sets with the updated network', async () => {
  const step = recordAt(0);
  const report = await lastValueFrom(of(step).pipe(reportEvery(1, { train, test: heldOut })));
  expect(report.trainAccuracy).toBe(evaluate(step.network, train));
  expect(report.testAccuracy).toBe(evaluate(step.network, heldOut));
});

test('reportEvery(n) takes a testAccuracy that the step has already', async () => {
  const step = { ...recordAt(0), testAccuracy: 0.125 };
  const report = await lastValueFrom(of(step).pipe(reportEvery(1, { train, test: heldOut })));
  expect(report.testAccuracy).toBe(0.125);
});

test('reportEvery(n) fails with a ShapeError when a set does not fit the network', async () => {
  const narrow = { X: matrix([[1]]), Y: matrix([[1]]) };
  const report$ = of(recordAt(0)).pipe(reportEvery(1, { train, test: narrow }));
  await expect(lastValueFrom(report$)).rejects.toThrow(ShapeError);
});

test.each([0, 1.5, NaN])('reportEvery(%d) throws at the call', (n) => {
  expect(() => reportEvery(n, { train, test: heldOut })).toThrow(RangeError);
});
