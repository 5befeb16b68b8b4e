import { every, iterate } from 'gradstream/streams';
import { lastValueFrom, map, range, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { marbles } from '../marbles.js';

const records = {
  0: { index: 0 },
  1: { index: 1 },
  2: { index: 2 },
  3: { index: 3 },
  4: { index: 4 },
};

test(
  'every(n) lets the n-th, the 2n-th and so on through, at once',
  marbles((m) => {
    const source$ = m.cold('-0--1--2--3--4--|', records);
    const subscription = '  ^---------------!';
    const expected = '      ----1-----3-----|';
    m.expect(source$.pipe(every(2))).toBeObservable(expected, records);
    m.expect(source$).toHaveSubscriptions(subscription);
  }),
);

test('every(n) keeps to the count of the run when it joins late', async () => {
  const run$ = iterate({ count: 9 }).pipe(
    map((iteration) => ({ ...iteration, index: iteration.index + 4 })),
    every(5),
    map(({ index }) => index),
    toArray(),
  );
  expect(await lastValueFrom(run$)).toEqual([4, 9]);
});

test('every(n) lets reports through by the iterations that they count', async () => {
  const report$ = range(1, 6).pipe(
    map((iteration) => ({ iteration, accuracy: 1 })),
    every(3),
    map(({ iteration }) => iteration),
    toArray(),
  );
  expect(await lastValueFrom(report$)).toEqual([3, 6]);
});

test('every(n) passes the record itself on', async () => {
  const record = { index: 1 };
  const source$ = iterate({ count: 1 }).pipe(map(() => record));
  expect(await lastValueFrom(source$.pipe(every(2)))).toBe(record);
});

test.each([0, -1, 1.5, NaN, Infinity])('every(%d) throws at the call', (n) => {
  expect(() => every(n)).toThrow(
    new RangeError(`every(n) takes a whole number of iterations, 1 or more; found ${n}`),
  );
});
