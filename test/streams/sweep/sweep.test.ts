import { type EarlyRule, type SweepEvent, sweep, type TrialReport } from 'gradstream/streams';
import { lastValueFrom, map, NEVER, of, throwError, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { marbles } from '../../marbles.js';

/** Reports of all trials here: a, b, c are the values 1, 2, 3 of iterations 1, 2, 3. */
const reports: Record<string, TrialReport> = {
  a: { iteration: 1, value: 1 },
  b: { iteration: 2, value: 2 },
  c: { iteration: 3, value: 3 },
};

/** An event in short: `x begun`, `x 2` for a report of 2, `x stopped: why`. */
const inShort = map((event: SweepEvent<string>): string => {
  const { trial, type } = event;
  if (type === 'report') return `${trial} ${event.report.value}`;
  if (type === 'stopped') return `${trial} stopped: ${event.reason}`;
  return type === 'failed' ? `${trial} failed: ${String(event.error)}` : `${trial} ${type}`;
});

/** The marbles of events: X begun, i to k reports, x finished, f failed, s stopped; the same of y and z. */
const events = {
  ...{ X: 'x begun', i: 'x 1', j: 'x 2', k: 'x 3', x: 'x finished' },
  ...{ f: 'x failed: Error: lost', s: 'x stopped: enough' },
  ...{ Y: 'y begun', l: 'y 1', m: 'y 2', n: 'y 3', y: 'y finished' },
  ...{ Z: 'z begun', o: 'z 1', p: 'z 2', z: 'z finished' },
};

/** Stops a trial at its report of that value. */
const stopAt =
  (value: number): EarlyRule =>
  () =>
  (_index, report) =>
    report.value === value ? 'enough' : undefined;

test(
  'sweep() begins the next trial when one of those under way has ended',
  marbles((m) => {
    const runs = {
      x: m.cold('          ----a---------b----|', reports),
      y: m.cold('          ------a---|', reports),
      z: m.cold('                    -----a-----b--|', reports),
    };
    const subscriptions = {
      x: '                 ^------------------!',
      y: '                 ^---------!',
      z: '                 ----------^-------------!',
    };
    const expected = '     (XY)i-l---(yZ)jo---x-p--(z|)';
    const event$ = sweep(['x', 'y', 'z'] as const, (name) => runs[name], { concurrency: 2 });
    m.expect(event$.pipe(inShort)).toBeObservable(expected, events);
    m.expect(runs.x).toHaveSubscriptions(subscriptions.x);
    m.expect(runs.y).toHaveSubscriptions(subscriptions.y);
    m.expect(runs.z).toHaveSubscriptions(subscriptions.z);
  }),
);

test(
  'sweep() with concurrency 1 runs one trial after another',
  marbles((m) => {
    const runs = {
      x: m.cold('          --a--|', reports),
      y: m.cold('               ----a-b--|', reports),
    };
    const expected = '     X-i--(xY)l-m--(y|)';
    const event$ = sweep(['x', 'y'] as const, (name) => runs[name], { concurrency: 1 });
    m.expect(event$.pipe(inShort)).toBeObservable(expected, events);
  }),
);

test(
  'sweep() runs four trials at once unless told otherwise',
  marbles((m) => {
    const begun$ = sweep('vwxyz', () => NEVER).pipe(map(({ trial }) => trial));
    m.expect(begun$).toBeObservable('(vwxy)');
  }),
);

test(
  'sweep() takes trials as they come, and ends when they and their source have ended',
  marbles((m) => {
    const trial$ = m.cold('--x------y------|');
    const run$ = m.cold('    ----a-----|', reports);
    const expected = '     --X---i--Y--xl-----(y|)';
    m.expect(sweep(trial$, () => run$).pipe(inShort)).toBeObservable(expected, events);
  }),
);

test(
  'sweep() of no trials ends at once',
  marbles((m) => {
    m.expect(sweep([], () => NEVER)).toBeObservable('|');
  }),
);

test(
  'sweep() goes on without a trial that fails',
  marbles((m) => {
    const runs = {
      x: m.cold('          ----a--#', reports, new Error('lost')),
      y: m.cold('          -----a----b---|', reports),
    };
    const expected = '     (XY)il-f--m---(y|)';
    const event$ = sweep(['x', 'y'] as const, (name) => runs[name]);
    m.expect(event$.pipe(inShort)).toBeObservable(expected, events);
  }),
);

test('sweep() goes on without a trial that cannot even begin', async () => {
  const event$ = sweep(['x', 'y'], (name) => {
    if (name === 'x') throw new Error('lost');
    return of(reports.a);
  });
  expect(await lastValueFrom(event$.pipe(inShort, toArray()))).toEqual([
    'x begun',
    'x failed: Error: lost',
    'y begun',
    'y 1',
    'y finished',
  ]);
});

test(
  'sweep() stops a trial when the rule says so, behind the report, and begins the next one',
  marbles((m) => {
    const runs = {
      x: m.cold('          ----a----b----c----|', reports),
      y: m.cold('                   ------a--|', reports),
    };
    const subscription = ' ^--------!';
    const expected = '     X---i----(jsY)-l--(y|)';
    const event$ = sweep(['x', 'y'] as const, (name) => runs[name], {
      concurrency: 1,
      early: stopAt(2),
    });
    m.expect(event$.pipe(inShort)).toBeObservable(expected, events);
    m.expect(runs.x).toHaveSubscriptions(subscription);
  }),
);

test(
  'sweep() leaves all trials when unsubscribed',
  marbles((m) => {
    const runs = {
      x: m.cold('          ----a----b--', reports),
      y: m.cold('          -----a----b-', reports),
    };
    const subscription = ' ^------!';
    const expected = '     (XY)il--';
    const event$ = sweep(['x', 'y'] as const, (name) => runs[name]);
    m.expect(event$.pipe(inShort), subscription).toBeObservable(expected, events);
    m.expect(runs.x).toHaveSubscriptions(subscription);
    m.expect(runs.y).toHaveSubscriptions(subscription);
  }),
);

test(
  'sweep() fails with the source of its trials, and leaves those under way',
  marbles((m) => {
    const trial$ = m.cold('--x------#', undefined, new Error('lost'));
    const run$ = m.cold('    ----a-----|', reports);
    const subscription = ' --^------!';
    const expected = '     --X---i--#';
    m.expect(sweep(trial$, () => run$).pipe(inShort)).toBeObservable(
      expected,
      events,
      new Error('lost'),
    );
    m.expect(run$).toHaveSubscriptions(subscription);
  }),
);

test('sweep() fails when the rule throws', async () => {
  const early: EarlyRule = () => () => {
    throw new Error('the rule failed');
  };
  const event$ = sweep(['x'], () => of(reports.a), { early });
  await expect(lastValueFrom(event$)).rejects.toThrow('the rule failed');
});

test('sweep() is cold: each subscription runs all trials, with a rule of its own', async () => {
  const early: EarlyRule = () => {
    let seen = 0;
    return () => (++seen === 3 ? 'enough' : undefined);
  };
  const event$ = sweep(['x', 'y'], () => of(reports.a, reports.b), { early }).pipe(inShort);
  const first = await lastValueFrom(event$.pipe(toArray()));
  expect(first.at(-1)).toBe('y stopped: enough');
  expect(await lastValueFrom(event$.pipe(toArray()))).toEqual(first);
});

test('sweep() tells index and trial of each event, and passes reports on as they are', async () => {
  const report = { iteration: 5, value: 0.25, accuracy: 0.75 };
  const error = new Error('lost');
  const run = (_trial: object, index: number) =>
    index === 0 ? of(report) : throwError(() => error);
  const [x, y] = [{ units: 5 }, { units: 7 }];
  expect(await lastValueFrom(sweep([x, y], run).pipe(toArray()))).toEqual([
    { type: 'begun', index: 0, trial: x },
    { type: 'report', index: 0, trial: x, report },
    { type: 'finished', index: 0, trial: x },
    { type: 'begun', index: 1, trial: y },
    { type: 'failed', index: 1, trial: y, error },
  ]);
});

test.each([0, -1, 1.5, Number.NaN])(
  'sweep() with concurrency %d throws at the call',
  (concurrency) => {
    expect(() => sweep(['x'], () => NEVER, { concurrency })).toThrow(RangeError);
  },
);
