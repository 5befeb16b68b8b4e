import type { ScheduleInput } from 'gradstream';
import { feed, type Iteration, iterate } from 'gradstream/streams';
import { concatMap, delay, lastValueFrom, map, NEVER, of, type SchedulerLike, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { marbles } from '../marbles.js';

/** Iterations that take 3 ms each, and the input `rate` as each of them saw it when it ended. */
const slowRate = (scheduler: SchedulerLike) =>
  concatMap((iteration: Iteration) => {
    iteration.run.claim(iteration.index);
    return of(iteration).pipe(
      delay(3, scheduler),
      map(({ run }): ScheduleInput | undefined => {
        run.release();
        return run.inputs.rate;
      }),
    );
  });

test(
  'feed() lets a value hold from the next iteration on, not in the middle of one',
  marbles((m) => {
    const rate$ = m.hot('-x--y---', { x: 1, y: 2 });
    const run$ = iterate({ count: 3, scheduler: m.scheduler }).pipe(
      feed({ rate: rate$ }),
      slowRate(m.scheduler),
    );
    const values = {
      a: undefined,
      b: { value: 1, since: 1 },
      c: { value: 2, since: 2 },
    };
    m.expect(run$).toBeObservable('---a--b--(c|)', values);
    m.expect(rate$).toHaveSubscriptions('^--------!');
  }),
);

test(
  'feed() keeps the last value of an input that completes',
  marbles((m) => {
    const rate$ = m.cold('(x|)', { x: 1 });
    const run$ = iterate({ count: 2, scheduler: m.scheduler }).pipe(
      feed({ rate: rate$ }),
      slowRate(m.scheduler),
    );
    m.expect(run$).toBeObservable('---a--(b|)', {
      a: { value: 1, since: 0 },
      b: { value: 1, since: 0 },
    });
  }),
);

test(
  'feed() fails with an input',
  marbles((m) => {
    const rate$ = m.cold<number>('----#');
    const run$ = iterate({ scheduler: m.scheduler }).pipe(
      feed({ rate: rate$ }),
      slowRate(m.scheduler),
    );
    m.expect(run$).toBeObservable('---a#', { a: undefined });
  }),
);

test('feed() takes the last of several values', async () => {
  const fed$ = iterate({ count: 1 }).pipe(
    feed({ rate: of(1, 2, 3), other: NEVER }),
    map(({ run }) => ({ ...run.inputs })),
    toArray(),
  );
  expect(await lastValueFrom(fed$)).toEqual([{ rate: { value: 3, since: 0 } }]);
});

test.each([Number.NaN, Infinity])('feed() refuses %d', async (value) => {
  const fed$ = iterate({ count: 1 }).pipe(feed({ rate: of(value) }));
  await expect(lastValueFrom(fed$)).rejects.toThrow(
    new RangeError(`The input rate must be a finite number; found ${value}`),
  );
});

test('feed() goes on with what was saved', async () => {
  const saved = { iteration: 5, run: { seconds: 1, inputs: { rate: { value: 0.5, since: 3 } } } };
  const fed$ = iterate({ count: 6, resume: saved }).pipe(
    feed({ rate: NEVER }),
    map(({ index, run }) => [index, run.inputs.rate]),
  );
  expect(await lastValueFrom(fed$)).toEqual([5, { value: 0.5, since: 3 }]);
});
