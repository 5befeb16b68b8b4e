import { crossValidate, type TrialReport } from 'gradstream/streams';
import { lastValueFrom, map, NEVER, of, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { marbles } from '../../marbles.js';

/** a, c, e: one fold at iterations 1 and 2; b, d: another. */
const reports: Record<string, TrialReport> = {
  a: { iteration: 1, value: 0.5 },
  b: { iteration: 1, value: 0.25 },
  c: { iteration: 2, value: 1 },
  d: { iteration: 2, value: 0.5 },
};

const values = map(({ iteration, value }: TrialReport) => [iteration, value]);

test(
  'crossValidate() trains all folds at once, and reports the mean when the slowest has reported',
  marbles((m) => {
    const folds = [m.cold(' -a---c-----|', reports), m.cold('--b-----d---|', reports)];
    const subscription = ' ^----------!';
    const expected = '     --m-----n--|';
    const report$ = crossValidate(folds, (fold) => fold).pipe(values);
    m.expect(report$).toBeObservable(expected, { m: [1, 0.375], n: [2, 0.75] });
    m.expect(folds[0]).toHaveSubscriptions(subscription);
    m.expect(folds[1]).toHaveSubscriptions(subscription);
  }),
);

test(
  'crossValidate() fails with a fold, and leaves the others',
  marbles((m) => {
    const folds = [m.cold('--a----a', reports), m.cold('--b--#', reports)];
    const subscription = ' ^----!';
    const expected = '     --m--#';
    const report$ = crossValidate(folds, (fold) => fold).pipe(values);
    m.expect(report$).toBeObservable(expected, { m: [1, 0.375] });
    m.expect(folds[0]).toHaveSubscriptions(subscription);
  }),
);

test(
  'crossValidate() leaves all folds when unsubscribed',
  marbles((m) => {
    const folds = [m.cold('--a-----', reports), m.cold('--b-----', reports)];
    const subscription = ' ^---!';
    const expected = '     --m--';
    const report$ = crossValidate(folds, (fold) => fold).pipe(values);
    m.expect(report$, subscription).toBeObservable(expected, { m: [1, 0.375] });
    m.expect(folds[0]).toHaveSubscriptions(subscription);
    m.expect(folds[1]).toHaveSubscriptions(subscription);
  }),
);

test("crossValidate() gives NumPy's mean and sample deviation, and what each fold reported", async () => {
  const given = [0.91, 0.87, 0.95, 0.88].map((value) => ({ iteration: 7, value, cost: 1 - value }));
  const report = await lastValueFrom(crossValidate(given, (fold) => of(fold)));
  // np.mean and np.std(ddof=1) of these four.
  expect(report.value).toBeCloseTo(0.9025, 15);
  expect(report.deviation).toBeCloseTo(0.03593976442141304, 15);
  expect(report.folds).toEqual(given);
});

test('crossValidate() tells each run its fold and its place', async () => {
  const report$ = crossValidate(['a', 'b', 'c'], (fold, index) =>
    of({ iteration: 1, value: index, fold }),
  );
  const { folds } = await lastValueFrom(report$);
  expect(folds.map(({ value, fold }) => [value, fold])).toEqual([
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
  ]);
});

test('crossValidate() is cold', async () => {
  let runs = 0;
  const report$ = crossValidate([1, 2], (value) => {
    runs++;
    return of({ iteration: 1, value });
  });
  expect(runs).toBe(0);
  const first = await lastValueFrom(report$.pipe(toArray()));
  expect(await lastValueFrom(report$.pipe(toArray()))).toEqual(first);
  expect(runs).toBe(4);
});

test('crossValidate() fails when folds do not report on the same iterations', async () => {
  const report$ = crossValidate([10, 20], (iteration) => of({ iteration, value: 1 }));
  await expect(lastValueFrom(report$)).rejects.toThrow(
    'Cannot compare folds: one reports iteration 10, another 20; let all report on the same ones',
  );
});

test.each([0, 1])('crossValidate() of %d folds throws at the call', (count) => {
  expect(() => crossValidate(Array(count).fill(0), () => NEVER)).toThrow(RangeError);
});
