import { type Joined, joinByKey, type Keyed, type Unmatched } from 'gradstream/streams';
import {
  concat,
  EMPTY,
  lastValueFrom,
  map,
  NEVER,
  type Observable,
  of,
  range,
  take,
  toArray,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../../marbles.js';

/** Features and labels whose key is the letter of their marble; case aside. */
function keyed(marble: string): Keyed & { readonly from: string } {
  return { key: marble.toLowerCase(), from: marble };
}

type Element = ReturnType<typeof keyed>;
type Result = Joined<Element, Element> | Unmatched<Element, Element>;

/** Results in a word: `a+A`, `expired b`. */
function inWords(result$: Observable<Result>): Observable<string> {
  return result$.pipe(
    map((result) =>
      result.type === 'joined'
        ? `${result.features.from}+${result.label.from}`
        : `${result.reason} ${result.element.from}`,
    ),
  );
}

const words = {
  p: 'a+A',
  q: 'b+B',
  r: 'c+C',
  x: 'expired a',
  y: 'expired b',
  X: 'expired A',
  Y: 'expired B',
  o: 'overflow a',
  O: 'overflow A',
  d: 'duplicate a',
  D: 'duplicate A',
  e: 'ended a',
  E: 'ended B',
};

describe('joinByKey()', () => {
  test(
    'joins features with labels that come later, or came earlier',
    marbles((m) => {
      const features$ = m.cold('-a-b---c----|').pipe(map(keyed));
      const labels$ = m.cold('  ---B-A-----C|').pipe(map(keyed));
      const expected = '        ---q-p-----r|';
      const join$ = joinByKey(features$, labels$, { windowMs: 5, scheduler: m.scheduler });
      m.expect(inWords(join$)).toBeObservable(expected, words);
    }),
  );

  test('gives both sides as they were, and the key', async () => {
    const features = { key: 7, x: [1, 2] };
    const label = { key: 7, y: 1 };
    const joined$ = joinByKey(of(features), of(label), { windowMs: 1 });
    const [result] = await lastValueFrom(joined$.pipe(toArray()));
    expect(result).toEqual({ type: 'joined', key: 7, features, label });
  });

  test('says of which side and key it gives something up, and why', async () => {
    const labels = [{ key: 'k', y: 1 }];
    const result$ = joinByKey(EMPTY, of(...labels), { windowMs: 1 });
    expect(await lastValueFrom(result$)).toEqual({
      ...{ type: 'unmatched', key: 'k', reason: 'ended', side: 'labels' },
      element: labels[0],
    });
  });

  test(
    'gives up what has waited for the window, of either side',
    marbles((m) => {
      const features$ = m.cold('-a---------A-----|').pipe(map(keyed));
      const labels$ = m.cold('  ---B-------------|').pipe(map(keyed));
      const expected = '        ------x-Y-------Z|';
      const join$ = joinByKey(features$, labels$, { windowMs: 5, scheduler: m.scheduler });
      m.expect(inWords(join$)).toBeObservable(expected, { ...words, Z: 'expired A' });
    }),
  );

  test(
    'does not join what comes as far apart as the window, whichever is served first',
    marbles((m) => {
      const features$ = m.cold('-a----------|').pipe(map(keyed));
      const labels$ = m.cold('  ------A-----|').pipe(map(keyed));
      const expected = '        ------x----X|';
      const join$ = joinByKey(features$, labels$, { windowMs: 5, scheduler: m.scheduler });
      m.expect(inWords(join$)).toBeObservable(expected, words);
    }),
  );

  test(
    'joins one millisecond before that',
    marbles((m) => {
      const features$ = m.cold('-a----------|').pipe(map(keyed));
      const labels$ = m.cold('  -----A------|').pipe(map(keyed));
      const expected = '        -----p------|';
      const join$ = joinByKey(features$, labels$, { windowMs: 5, scheduler: m.scheduler });
      m.expect(inWords(join$)).toBeObservable(expected, words);
    }),
  );

  test(
    'gives up the oldest of too many, whichever side it is of',
    marbles((m) => {
      const features$ = m.cold('-a-b-------b--|').pipe(map(keyed));
      const labels$ = m.cold('  -----C-B-A----|').pipe(map(keyed));
      const expected = '        -----o-q---u--(vw|)';
      const rest = { u: 'overflow C', v: 'ended A', w: 'ended b' };
      const options = { windowMs: 50, most: 2, scheduler: m.scheduler };
      const join$ = joinByKey(features$, labels$, options);
      m.expect(inWords(join$)).toBeObservable(expected, { ...words, ...rest });
    }),
  );

  test(
    'gives a duplicate of what waits back, and the first one goes on waiting in its own window',
    marbles((m) => {
      const features$ = m.cold('-a-a-----------|').pipe(map(keyed));
      const labels$ = m.cold('  ----A-------B-B|').pipe(map(keyed));
      const expected = '        ---dp---------f(E|)';
      const join$ = joinByKey(features$, labels$, { windowMs: 5, scheduler: m.scheduler });
      const duplicate = { f: 'duplicate B' };
      m.expect(inWords(join$)).toBeObservable(expected, { ...words, ...duplicate });
    }),
  );

  test(
    'takes what comes behind a join as new',
    marbles((m) => {
      const features$ = m.cold('-a-a----------|').pipe(map(keyed));
      const labels$ = m.cold('  --A--A-A------|').pipe(map(keyed));
      const expected = '        --p--p------X-|';
      const join$ = joinByKey(features$, labels$, { windowMs: 5, scheduler: m.scheduler });
      m.expect(inWords(join$)).toBeObservable(expected, words);
    }),
  );

  test(
    'goes on when one side ends, and gives the rest up when both have',
    marbles((m) => {
      const features$ = m.cold('-a-|').pipe(map(keyed));
      const labels$ = m.cold('  -----A-B-|').pipe(map(keyed));
      const expected = '        -----p---(E|)';
      const join$ = joinByKey(features$, labels$, { windowMs: 9, scheduler: m.scheduler });
      m.expect(inWords(join$)).toBeObservable(expected, words);
      m.flush();
      expect(m.scheduler.actions).toEqual([]);
    }),
  );

  test(
    'ends at once when both sides are empty, and is silent while both are',
    marbles((m) => {
      const empty$ = m.cold('--|').pipe(map(keyed));
      const silent$ = m.cold('-').pipe(map(keyed));
      const options = { windowMs: 9, scheduler: m.scheduler };
      m.expect(inWords(joinByKey(empty$, empty$, options))).toBeObservable('--|');
      m.expect(inWords(joinByKey(silent$, empty$, options))).toBeObservable('-');
    }),
  );

  test(
    'fails with either side, lets go of the other, and leaves no timer',
    marbles((m) => {
      const features$ = m.cold('-a-----');
      const labels$ = m.cold('  ---#');
      const subscription = '    ^--!';
      const expected = '        ---#';
      const join$ = joinByKey(features$.pipe(map(keyed)), labels$.pipe(map(keyed)), {
        windowMs: 9,
        scheduler: m.scheduler,
      });
      m.expect(inWords(join$)).toBeObservable(expected);
      m.expect(features$).toHaveSubscriptions(subscription);
      m.flush();
      expect(m.scheduler.actions).toEqual([]);
    }),
  );

  test(
    'lets go of both sides when unsubscribed, and leaves no timer',
    marbles((m) => {
      const features$ = m.cold('-a-b---');
      const labels$ = m.cold('  --A----');
      const unsubscription = '  ^---!';
      const expected = '        --p--';
      const join$ = joinByKey(features$.pipe(map(keyed)), labels$.pipe(map(keyed)), {
        windowMs: 9,
        scheduler: m.scheduler,
      });
      m.expect(inWords(join$), unsubscription).toBeObservable(expected, words);
      m.expect(features$).toHaveSubscriptions(unsubscription);
      m.expect(labels$).toHaveSubscriptions(unsubscription);
      m.flush();
      expect(m.scheduler.actions).toEqual([]);
    }),
  );

  test(
    'has no timer while nothing waits',
    marbles((m) => {
      const features$ = m.hot('-a---').pipe(map(keyed));
      const labels$ = m.hot('  --A--').pipe(map(keyed));
      const join$ = joinByKey(features$, labels$, { windowMs: 1000, scheduler: m.scheduler });
      m.expect(inWords(join$)).toBeObservable('--p--', words);
      m.flush();
      expect(m.scheduler.frame).toBeLessThan(1000);
    }),
  );

  test(
    'lets go when what it gave up was all that was wanted, and leaves no timer',
    marbles((m) => {
      const features$ = m.hot('-a-b---').pipe(map(keyed));
      const labels$ = m.hot('  -------').pipe(map(keyed));
      const join$ = joinByKey(features$, labels$, { windowMs: 5, scheduler: m.scheduler });
      m.expect(inWords(join$).pipe(take(1))).toBeObservable('------(x|)', words);
      m.flush();
      expect(m.scheduler.actions).toEqual([]);
    }),
  );

  test('remembers at most as many as it may, of an endless stream without labels', async () => {
    const features$ = range(0, 100_000).pipe(map((key) => ({ key })));
    const given$ = joinByKey(features$, NEVER, { windowMs: 1e9, most: 10 });
    const [last] = (await lastValueFrom(given$.pipe(take(99_990), toArray()))).slice(-1);
    expect(last).toMatchObject({ key: 99_989, reason: 'overflow', side: 'features' });
  });

  test('takes no more of an endless source than is asked for', async () => {
    const features$ = range(0, Infinity).pipe(map((key) => ({ key })));
    const given$ = joinByKey(features$, NEVER, { windowMs: 1e9, most: 1 });
    expect(await lastValueFrom(given$.pipe(take(2), toArray()))).toHaveLength(2);
  });

  test('expires by the clock of the process too', async () => {
    const features$ = concat(of({ key: 'a' }), NEVER);
    const given$ = joinByKey(features$, NEVER, { windowMs: 1 }).pipe(take(1));
    expect(await lastValueFrom(given$)).toMatchObject({ reason: 'expired', key: 'a' });
  });

  test.each([{ windowMs: 0 }, { windowMs: Number.NaN }, { windowMs: 1, most: 0 }])(
    'refuses %j at the call',
    (options) => {
      expect(() => joinByKey(NEVER, NEVER, options)).toThrow(RangeError);
    },
  );
});
