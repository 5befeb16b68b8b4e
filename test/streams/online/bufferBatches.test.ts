import { bufferBatches } from 'gradstream/streams';
import { concat, lastValueFrom, NEVER, of, range, Subject, take, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../../marbles.js';

const batches = {
  p: ['a', 'b', 'c'],
  q: ['d'],
  r: ['a', 'b'],
  s: ['c'],
  t: ['c', 'd'],
  u: ['a'],
};

describe('bufferBatches()', () => {
  test(
    'gives a batch with the element that fills it, when that is first',
    marbles((m) => {
      const source$ = m.cold('-a-b-c--|');
      const subscription = '  ^-------!';
      const expected = '      -----p--|';
      const buffer = bufferBatches<string>({ count: 3, timeMs: 9, scheduler: m.scheduler });
      m.expect(source$.pipe(buffer)).toBeObservable(expected, batches);
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'gives a batch when its first element is old enough, when that is first',
    marbles((m) => {
      const source$ = m.cold('-a-b-------c-------|');
      const subscription = '  ^------------------!';
      const expected = '      ------r---------s--|';
      const buffer = bufferBatches<string>({ count: 3, timeMs: 5, scheduler: m.scheduler });
      m.expect(source$.pipe(buffer)).toBeObservable(expected, batches);
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'gives one batch when it is filled in the frame in which its time is over',
    marbles((m) => {
      const source$ = m.cold('-a-b-c-d----|');
      const expected = '      -----p-----q|';
      const buffer = bufferBatches<string>({ count: 3, timeMs: 4, scheduler: m.scheduler });
      m.expect(source$.pipe(buffer)).toBeObservable(expected, batches);
      m.flush();
      expect(m.scheduler.actions).toEqual([]);
    }),
  );

  test(
    'begins a new batch when its time is over in the frame before the next element comes',
    marbles((m) => {
      // The timer was set first: what comes in the frame comes behind it.
      const source = new Subject<string>();
      const at = (ms: number, element: string) =>
        m.scheduler.schedule(() => source.next(element), ms);
      const buffer = bufferBatches<string>({ count: 3, timeMs: 4, scheduler: m.scheduler });
      m.expect(source.pipe(buffer)).toBeObservable('-----u---s', batches);
      at(1, 'a');
      m.scheduler.schedule(() => at(4, 'c'), 1);
    }),
  );

  test(
    'counts the time of a batch from its first element, not from the batch before',
    marbles((m) => {
      const source$ = m.cold('-(abc)--d---------|');
      const expected = '      -p---------q------|';
      const buffer = bufferBatches<string>({ count: 3, timeMs: 3, scheduler: m.scheduler });
      m.expect(source$.pipe(buffer)).toBeObservable(expected, batches);
    }),
  );

  test(
    'without a time waits for a full batch, and ends with the rest',
    marbles((m) => {
      const source$ = m.cold('-a------b-- 1s -c----|');
      const expected = '      --------r-- 1s ------(s|)';
      m.expect(source$.pipe(bufferBatches({ count: 2 }))).toBeObservable(expected, batches);
    }),
  );

  test(
    'gives nothing of an empty source, and nothing extra behind a full last batch',
    marbles((m) => {
      const buffer = bufferBatches<string>({ count: 2, timeMs: 3, scheduler: m.scheduler });
      m.expect(m.cold<string>('--|').pipe(buffer)).toBeObservable('--|');
      m.expect(m.cold('-a-b-|').pipe(buffer)).toBeObservable('---r-|', batches);
      m.expect(m.cold<string>('-').pipe(buffer)).toBeObservable('-');
    }),
  );

  test(
    'fails with its source, and leaves no timer',
    marbles((m) => {
      const source$ = m.cold('-a-b-c-#');
      const expected = '      ---r---#';
      const buffer = bufferBatches<string>({ count: 2, timeMs: 9, scheduler: m.scheduler });
      m.expect(source$.pipe(buffer)).toBeObservable(expected, batches);
      m.flush();
      expect(m.scheduler.actions).toEqual([]);
    }),
  );

  test(
    'lets go of its source when unsubscribed, and leaves no timer',
    marbles((m) => {
      const source$ = m.cold('-a-b-c-----');
      const subscription = '  ^-----!    ';
      const unsubscription = '^-----!    ';
      const expected = '      ---r-------';
      const buffer = bufferBatches<string>({ count: 2, timeMs: 3, scheduler: m.scheduler });
      m.expect(source$.pipe(buffer), unsubscription).toBeObservable(expected, batches);
      m.expect(source$).toHaveSubscriptions(subscription);
      m.flush();
      expect(m.scheduler.actions).toEqual([]);
    }),
  );

  test(
    'keeps apart what two subscriptions wait for',
    marbles((m) => {
      const buffered$ = m.hot('-a-b-c-d-|').pipe(bufferBatches({ count: 2 }));
      m.expect(buffered$).toBeObservable('       ---r---t-|', batches);
      m.expect(buffered$, '--^').toBeObservable('-----v---(w|)', { v: ['b', 'c'], w: ['d'] });
    }),
  );

  test('takes no more of an endless source than is asked for', async () => {
    const batch$ = range(0, Infinity).pipe(bufferBatches({ count: 3 }), take(2), toArray());
    expect(await lastValueFrom(batch$)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });

  test('may be fed by what its batches bring about', () => {
    const source = new Subject<number>();
    const seen: number[][] = [];
    source.pipe(bufferBatches({ count: 2 })).subscribe((batch) => {
      seen.push(batch);
      if (seen.length < 3) for (const element of batch) source.next(element + 10);
    });
    for (const element of [1, 2]) source.next(element);
    expect(seen).toEqual([
      [1, 2],
      [11, 12],
      [21, 22],
    ]);
  });

  test('gives a batch in time by the clock of the process too', async () => {
    const batch$ = concat(of(1, 2), NEVER).pipe(bufferBatches({ count: 9, timeMs: 1 }), take(1));
    expect(await lastValueFrom(batch$)).toEqual([1, 2]);
  });

  test.each([
    { count: 0 },
    { count: 1.5 },
    { count: 1, timeMs: 0 },
    { count: 1, timeMs: Number.NaN },
  ])('refuses %j at the call', (options) => {
    expect(() => bufferBatches(options)).toThrow(RangeError);
  });
});
