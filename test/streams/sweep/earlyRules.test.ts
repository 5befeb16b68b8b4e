import {
  bestFirst,
  type EarlyRule,
  type Mode,
  medianRule,
  successiveHalving,
  sweep,
  type TrialReport,
} from 'gradstream/streams';
import { filter, map } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../../marbles.js';

/** The reports that a rule sees, `[trial, iteration, value]`, and the trials that it wants stopped then. */
function stopsOf(
  rule: EarlyRule,
  seen: readonly (readonly [trial: number, iteration: number, value: number])[],
): string[] {
  const judge = rule();
  return seen.flatMap(([trial, iteration, value]) =>
    judge(trial, { iteration, value }) === undefined ? [] : [`${trial} at ${iteration}`],
  );
}

/** Each rule, as eager as it can be, and how it is called. */
const rules: readonly [call: string, rule: (mode: Mode) => EarlyRule][] = [
  ['medianRule()', (mode) => medianRule({ mode, others: 1 })],
  ['successiveHalving()', (mode) => successiveHalving({ mode, first: 1, eta: 2 })],
];

describe.each(rules)('%s', (_call, rule) => {
  test('never stops a trial that is alone', () => {
    const alone = [1, 2, 4, 8, 16].map((iteration) => [0, iteration, iteration] as const);
    expect(stopsOf(rule('min'), alone)).toEqual([]);
    expect(stopsOf(rule('max'), alone)).toEqual([]);
  });

  test('stops the worse of two: the higher one for min, the lower one for max', () => {
    const [low, high] = [0.2, 0.9];
    expect(
      stopsOf(rule('min'), [
        [0, 1, low],
        [1, 1, high],
      ]),
    ).toEqual(['1 at 1']);
    expect(
      stopsOf(rule('max'), [
        [0, 1, low],
        [1, 1, high],
      ]),
    ).toEqual([]);
    expect(
      stopsOf(rule('max'), [
        [0, 1, high],
        [1, 1, low],
      ]),
    ).toEqual(['1 at 1']);
    expect(
      stopsOf(rule('min'), [
        [0, 1, high],
        [1, 1, low],
      ]),
    ).toEqual([]);
  });

  test('stops nobody whose value is as good', () => {
    expect(
      stopsOf(rule('min'), [
        [0, 1, 0.5],
        [1, 1, 0.5],
      ]),
    ).toEqual([]);
    expect(
      stopsOf(rule('max'), [
        [0, 1, 0.5],
        [1, 1, 0.5],
      ]),
    ).toEqual([]);
  });

  test('takes a value that is not a number for the worst', () => {
    expect(
      stopsOf(rule('min'), [
        [0, 1, 9],
        [1, 1, Number.NaN],
      ]),
    ).toEqual(['1 at 1']);
    expect(
      stopsOf(rule('max'), [
        [0, 1, -9],
        [1, 1, Number.NaN],
      ]),
    ).toEqual(['1 at 1']);
    expect(
      stopsOf(rule('min'), [
        [0, 1, Number.NaN],
        [1, 1, 9],
      ]),
    ).toEqual([]);
  });

  test('is used anew for each sweep', () => {
    const used = rule('min');
    expect(
      stopsOf(used, [
        [0, 1, 0.2],
        [1, 1, 0.9],
      ]),
    ).toEqual(['1 at 1']);
    expect(stopsOf(used, [[1, 1, 0.9]])).toEqual([]);
  });

  test('refuses an unknown mode', () => {
    expect(() => rule(JSON.parse('"least"'))).toThrow(RangeError);
  });

  test(
    'stops the worse trial of a sweep, on virtual time',
    marbles((m) => {
      const runs = {
        x: m.cold(' ---a----------|', { a: { iteration: 1, value: 0.2 } }),
        y: m.cold(' ----b-----b---|', { b: { iteration: 1, value: 0.9 } }),
      };
      const left = '  ^---!';
      const ended = ' ----y---------(x|)';
      const event$ = sweep(['x', 'y'] as const, (name) => runs[name], { early: rule('min') });
      const end$ = event$.pipe(
        filter(({ type }) => type === 'finished' || type === 'stopped'),
        map(({ trial, type }) => `${trial} ${type}`),
      );
      m.expect(end$).toBeObservable(ended, { x: 'x finished', y: 'y stopped' });
      m.expect(runs.y).toHaveSubscriptions(left);
    }),
  );
});

const report = (iteration: number, value: number): TrialReport => ({ iteration, value });

describe('medianRule()', () => {
  test('judges the best value so far, not the last', () => {
    const rule = medianRule({ mode: 'min', others: 1 });
    expect(
      stopsOf(rule, [
        [0, 1, 0.5],
        [1, 1, 0.1],
        [0, 2, 0.5],
        [1, 2, 0.9],
      ]),
    ).toEqual([]);
  });

  test('compares with the running average of the others, up to the same iteration', () => {
    const course = [
      [0, 1, 0.9],
      [0, 2, 0.5],
      [0, 3, 0.1],
    ] as const;
    const rule = medianRule({ mode: 'min', others: 1 });
    // The averages are 0.9, 0.7, 0.5, whatever comes later.
    expect(stopsOf(rule, [...course, [1, 1, 0.91]])).toEqual(['1 at 1']);
    expect(stopsOf(rule, [...course, [1, 1, 0.89], [1, 2, 0.71], [1, 3, 0.6]])).toEqual([
      '1 at 2',
      '1 at 3',
    ]);
  });

  test('takes the median: the middle one, or the mean of the two in the middle', () => {
    const three = [
      [0, 1, 0.1],
      [1, 1, 0.4],
      [2, 1, 9],
    ] as const;
    const rule = medianRule({ mode: 'min', others: 3 });
    expect(stopsOf(rule, [...three, [3, 1, 0.41]])).toEqual(['3 at 1']);
    expect(stopsOf(rule, [...three, [3, 1, 0.39]])).toEqual([]);
    const four = [...three, [3, 1, 0.2]] as const; // the middle: 0.2 and 0.4
    const among = medianRule({ mode: 'min', others: 4 });
    expect(stopsOf(among, [...four, [4, 1, 0.31]])).toEqual(['4 at 1']);
    expect(stopsOf(among, [...four, [4, 1, 0.29]])).toEqual([]);
  });

  test('judges nobody before `after` iterations, nor before enough others have come as far', () => {
    const two = [
      [0, 1, 0.1],
      [0, 5, 0.1],
      [1, 1, 0.1],
      [1, 4, 0.1],
    ] as const;
    const patient = medianRule({ mode: 'min', after: 4, others: 2 });
    expect(stopsOf(patient, [...two, [2, 3, 0.9], [2, 4, 0.9]])).toEqual(['2 at 4']);
    expect(stopsOf(patient, [...two, [2, 5, 0.9]])).toEqual([]);
  });

  test('waits for three others unless told otherwise', () => {
    const rule = medianRule({ mode: 'min' });
    expect(
      stopsOf(rule, [
        [0, 1, 0.1],
        [1, 1, 0.1],
        [2, 1, 0.9],
        [3, 1, 0.9],
      ]),
    ).toEqual(['3 at 1']);
  });

  test('says why', () => {
    const judge = medianRule({ mode: 'max', others: 1 })();
    judge(0, report(10, 0.8));
    expect(judge(1, report(10, 0.5))).toBe(
      'its best value 0.5 is worse than 0.8, the median of 1 others at iteration 10',
    );
  });

  test.each([
    { mode: 'min', after: -1 },
    { mode: 'min', after: Number.NaN },
    { mode: 'min', others: 0 },
    { mode: 'min', others: 1.5 },
  ] as const)('refuses %o', (options) => {
    expect(() => medianRule(options)).toThrow(RangeError);
  });
});

describe('successiveHalving()', () => {
  test('has rungs at first, eta times first, and so on', () => {
    const rule = successiveHalving({ mode: 'min', first: 10, eta: 3 });
    const good = [9, 10, 30, 90].map((iteration) => [0, iteration, 0.1] as const);
    const bad = (iteration: number) => stopsOf(rule, [...good, [1, iteration, 0.9]]);
    expect(bad(9)).toEqual([]);
    expect(bad(10)).toEqual(['1 at 10']);
    const late = [
      [1, 10, 0.01],
      [1, 29, 0.9],
      [1, 30, 0.9],
    ] as const;
    expect(stopsOf(rule, [...good, ...late])).toEqual(['1 at 30']);
  });

  test('lets the best floor(n / eta) of the n that have come to a rung go on, at least one', () => {
    const rule = successiveHalving({ mode: 'min', first: 1, eta: 2 });
    const values = [0.5, 0.6, 0.4, 0.45, 0.3, 0.42, 0.43];
    // Best 1 of 1, 1 of 2, 1 of 3, 2 of 4, 2 of 5, 3 of 6, 3 of 7.
    expect(
      stopsOf(
        rule,
        values.map((value, trial) => [trial, 1, value] as const),
      ),
    ).toEqual(['1 at 1', '6 at 1']);
  });

  test('takes the first report at a rung or behind it, once', () => {
    const rule = successiveHalving({ mode: 'min', first: 10, eta: 2 });
    const seen = [
      [0, 12, 0.5],
      [0, 13, 0.1],
      [1, 15, 0.4],
      [2, 11, 0.45],
    ] as const;
    expect(stopsOf(rule, seen)).toEqual(['2 at 11']);
  });

  test('judges a report at each rung that it has passed', () => {
    const rule = successiveHalving({ mode: 'min', first: 1, eta: 2 });
    const seen = [
      [0, 1, 0.9],
      [0, 2, 0.1],
      [1, 2, 0.5],
    ] as const;
    expect(stopsOf(rule, seen)).toEqual(['1 at 2']);
  });

  test('says why', () => {
    const judge = successiveHalving({ mode: 'max', first: 5 })();
    judge(0, report(5, 0.8));
    expect(judge(1, report(6, 0.5))).toBe(
      'its value 0.5 is not among the best 1 of 2 at iteration 6',
    );
  });

  test.each([
    { mode: 'min', first: 0 },
    { mode: 'min', first: 2.5 },
    { mode: 'min', first: 1, eta: 1 },
    { mode: 'min', first: 1, eta: Infinity },
  ] as const)('refuses %o', (options) => {
    expect(() => successiveHalving(options)).toThrow(RangeError);
  });
});

test('bestFirst() orders infinities and numbers that are none', () => {
  const values = [Number.NaN, 1, -Infinity, Infinity, 0];
  expect(values.toSorted(bestFirst('min'))).toEqual([-Infinity, 0, 1, Number.NaN, Infinity]);
  expect(values.toSorted(bestFirst('max'))).toEqual([Infinity, 1, 0, Number.NaN, -Infinity]);
});
