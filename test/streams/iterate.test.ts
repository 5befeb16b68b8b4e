import { type Iteration, iterate } from 'gradstream/streams';
import {
  count as countAll,
  lastValueFrom,
  map,
  queueScheduler,
  type SchedulerLike,
  take,
  tap,
  VirtualTimeScheduler,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';

test('iterate() runs long on virtual time', async () => {
  const scheduler = new VirtualTimeScheduler();
  const counted = lastValueFrom(iterate({ count: 20_000, scheduler }).pipe(countAll()));
  scheduler.flush();
  expect(await counted).toBe(20_000);
});

const values = { a: 0, b: 1, c: 2 };

/** Claims each turn and gives it back after `ms`, as a slow consumer does. */
const holdFor = (ms: number, scheduler: SchedulerLike) =>
  tap(({ index, run }: Iteration) => {
    run.claim(index);
    scheduler.schedule(() => run.release(), ms);
  });

const indexOf = map(({ index }: { index: number }) => index);

test(
  'iterate() draws the next iteration when the claim on the last one is released',
  marbles((m) => {
    const run$ = iterate({ count: 3, scheduler: m.scheduler }).pipe(holdFor(3, m.scheduler));
    m.expect(run$.pipe(indexOf)).toBeObservable('a--b--c--|', values);
  }),
);

test(
  'iterate() waits for the slowest of several claims',
  marbles((m) => {
    const run$ = iterate({ count: 3, scheduler: m.scheduler }).pipe(
      holdFor(4, m.scheduler),
      holdFor(2, m.scheduler),
    );
    m.expect(run$.pipe(indexOf)).toBeObservable('a---b---c---|', values);
  }),
);

test(
  'iterate() completes after the turn of the last iteration, not with it',
  marbles((m) => {
    const run$ = iterate({ count: 1, scheduler: m.scheduler }).pipe(holdFor(3, m.scheduler));
    m.expect(run$.pipe(indexOf)).toBeObservable('a--|', values);
  }),
);

test(
  'iterate() draws nothing more when unsubscribed while a claim is held',
  marbles((m) => {
    const run$ = iterate({ scheduler: m.scheduler }).pipe(holdFor(3, m.scheduler));
    const unsubscription = '              ^---!';
    m.expect(run$.pipe(indexOf), unsubscription).toBeObservable('a--b', values);
  }),
);

test('iterate() emits nothing inside the call to subscribe', () => {
  let emitted = 0;
  iterate()
    .subscribe(() => emitted++)
    .unsubscribe();
  expect(emitted).toBe(0);
});

test('iterate() takes its task back from the scheduler when unsubscribed', () => {
  const scheduler = new VirtualTimeScheduler();
  iterate({ scheduler }).subscribe().unsubscribe();
  expect(scheduler.actions).toHaveLength(0);
});

test('iterate() draws nothing more when unsubscribed inside next', () => {
  const scheduler = new VirtualTimeScheduler();
  let drawn = 0;
  iterate({ scheduler })
    .pipe(
      tap(() => drawn++),
      take(2),
    )
    .subscribe();
  scheduler.flush();
  expect(drawn).toBe(2);
});

describe('iterate() turns a million times without recursion', () => {
  test('in time slices', async () => {
    const run$ = iterate({ count: 1_000_000 });
    expect(await lastValueFrom(run$.pipe(countAll()))).toBe(1_000_000);
  });

  test('on a scheduler that waits for nothing', async () => {
    const run$ = iterate({ count: 1_000_000, scheduler: queueScheduler });
    expect(await lastValueFrom(run$.pipe(countAll()))).toBe(1_000_000);
  });
});

test('a turn refuses a claim when it is over', async () => {
  const last = await lastValueFrom(iterate({ count: 2 }));
  expect(() => last.run.claim(last.index)).toThrow(
    'Iteration 1 reached closeLoop() after its turn',
  );
});

test('a turn refuses a claim for an earlier iteration', async () => {
  const claimTheFirst = tap(({ index, run }: Iteration) => {
    if (index === 1) run.claim(0);
  });
  await expect(lastValueFrom(iterate({ count: 2 }).pipe(claimTheFirst))).rejects.toThrow(
    'Iteration 0 reached closeLoop() after its turn',
  );
});

test.each([-1, 1.5, NaN, -Infinity])('iterate() refuses a count of %d at the call', (count) => {
  expect(() => iterate({ count })).toThrow(
    new RangeError(`The number of iterations is a whole number, 0 or more; found ${count}`),
  );
});
