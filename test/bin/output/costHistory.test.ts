import { map, range } from 'rxjs';
import { expect, test } from 'vitest';
import { costHistory } from '../../../bin/output/costHistory.js';
import { marbles } from '../../marbles.js';

const costs = { a: { cost: 4 }, b: { cost: 2 }, c: { cost: 7 } };

test(
  'costHistory() gives the mean of each window, at its last iteration, when the run ends',
  marbles((m) => {
    const step$ = m.cold('  a-b-b-a-c-|', costs);
    const expected = '      ----------(h|)';
    const h = [
      { iteration: 2, cost: 3 },
      { iteration: 4, cost: 3 },
      { iteration: 5, cost: 7 },
    ];
    m.expect(step$.pipe(costHistory(5, 3))).toBeObservable(expected, { h });
  }),
);

test(
  'costHistory() gives what there is when a run ends early, and nothing for none',
  marbles((m) => {
    const early$ = m.cold(' a-|', costs);
    const none$ = m.cold('  --|');
    m.expect(early$.pipe(costHistory(5, 3))).toBeObservable('--(h|)', {
      h: [{ iteration: 1, cost: 4 }],
    });
    m.expect(none$.pipe(costHistory(5, 3))).toBeObservable('--(h|)', { h: [] });
  }),
);

test(
  'costHistory() fails with the run',
  marbles((m) => {
    m.expect(m.cold('a-#', costs).pipe(costHistory(5, 3))).toBeObservable('--#');
  }),
);

test.each([1300, 100, 79, 3])('costHistory() of %i iterations keeps to 79 points', (iterations) => {
  const lengths: number[] = [];
  range(0, iterations)
    .pipe(
      map((cost) => ({ cost })),
      costHistory(iterations, 79),
    )
    .subscribe(({ length }) => lengths.push(length));
  expect(lengths[0]).toBeGreaterThan(0);
  expect(lengths[0]).toBeLessThanOrEqual(79);
});
