import { map, range } from 'rxjs';
import { expect, test } from 'vitest';
import { type CostPoint, costHistory, thinned } from '../../../bin/output/costHistory.js';
import { marbles } from '../../marbles.js';

const costs = { a: { index: 0, cost: 4 }, b: { index: 1, cost: 2 }, c: { index: 2, cost: 7 } };

/** The history of costs 1, 2, 3, ... */
function historyOf(iterations: number, most: number): CostPoint[] {
  const histories: CostPoint[][] = [];
  range(1, iterations)
    .pipe(
      map((cost) => ({ index: cost - 1, cost })),
      costHistory(most),
    )
    .subscribe((history) => histories.push(history));
  return histories.flat();
}

test(
  'costHistory() keeps every cost of a short run, and gives them when it ends',
  marbles((m) => {
    const step$ = m.cold('   a-b-c-|', costs);
    const expected = '       ------(h|)';
    const h = [
      { iteration: 1, cost: 4 },
      { iteration: 2, cost: 2 },
      { iteration: 3, cost: 7 },
    ];
    m.expect(step$.pipe(costHistory(4))).toBeObservable(expected, { h });
  }),
);

test(
  'costHistory() gives nothing for a run without a step, and fails with the run',
  marbles((m) => {
    m.expect(
      m.cold('--|').pipe(
        map(() => costs.a),
        costHistory(4),
      ),
    ).toBeObservable('--(h|)', {
      h: [],
    });
    m.expect(m.cold('a-#', costs).pipe(costHistory(4))).toBeObservable('--#');
  }),
);

test('costHistory() takes means of two when the points become too many, the rest as it is', () => {
  expect(historyOf(5, 4)).toEqual([
    { iteration: 2, cost: 1.5 },
    { iteration: 4, cost: 3.5 },
    { iteration: 5, cost: 5 },
  ]);
});

test.each([1, 3, 79, 80, 81, 1300, 99_999])(
  'costHistory() of %i iterations keeps to 80 points, ends at the last, and has the mean of all',
  (iterations) => {
    const history = historyOf(iterations, 80);
    expect(history.length).toBeLessThanOrEqual(80);
    expect(history.at(-1)?.iteration).toBe(iterations);
    const sum = history.reduce(
      (total, { iteration, cost }, i) =>
        total + cost * (iteration - (history[i - 1]?.iteration ?? 0)),
      0,
    );
    expect(sum / iterations).toBeCloseTo((iterations + 1) / 2, 6);
  },
);

test('thinned() takes means of neighbours until the points are few enough', () => {
  const points = [1, 2, 3, 4, 5].map((iteration) => ({ iteration, cost: iteration }));
  expect(thinned(points, 5)).toEqual(points);
  expect(thinned(points, 3)).toEqual([
    { iteration: 2, cost: 1.5 },
    { iteration: 4, cost: 3.5 },
    { iteration: 5, cost: 5 },
  ]);
});
