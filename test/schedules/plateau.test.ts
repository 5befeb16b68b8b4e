import { describe, expect, test } from 'vitest';
import {
  firstPlateau,
  linear,
  listenersOf,
  nextPlateau,
  onPlateau,
  type PlateauOptions,
  type PlateauState,
  simulate,
} from '../../src/index.js';

function stateAfter(values: readonly number[], options: PlateauOptions): PlateauState {
  return values.reduce((state, value) => nextPlateau(state, value, options), firstPlateau);
}

describe('nextPlateau()', () => {
  test('reduces the scale after more than patience values that are no better', () => {
    const options = { patience: 2, factor: 0.5 };
    expect(stateAfter([1, 1, 1], options)).toMatchObject({ scale: 1, badCount: 2 });
    expect(stateAfter([1, 1, 1, 1], options)).toMatchObject({ scale: 0.5, badCount: 0 });
  });

  test('does not take a gain of minDelta or less for better', () => {
    expect(stateAfter([1, 0.9], { minDelta: 0.1 })).toMatchObject({ best: 1, badCount: 1 });
    expect(stateAfter([1, 0.8], { minDelta: 0.1 })).toMatchObject({ best: 0.8, badCount: 0 });
  });

  test('counts nothing against the metric while it cools down', () => {
    const options = { patience: 0, factor: 0.5, cooldown: 2 };
    expect([2, 3, 4, 5].map((n) => stateAfter(Array(n).fill(1), options).scale)).toEqual([
      0.5, 0.5, 0.5, 0.25,
    ]);
  });

  test("wants a metric to rise with mode 'max'", () => {
    expect(stateAfter([1, 2], { mode: 'max' }).best).toBe(2);
    expect(stateAfter([1, 2], { mode: 'min' }).best).toBe(1);
  });

  test.each([Number.NaN, Infinity, -Infinity])(
    'takes %d for no better, even as the first',
    (value) => {
      expect(stateAfter([value], {})).toMatchObject({ best: null, badCount: 1 });
    },
  );

  test('has a state that survives JSON at any time', () => {
    const options = { patience: 1, cooldown: 1 };
    const metric = [Number.NaN, 3, 2, 2, 2, 2, 1, 4, 4, 4];
    const throughJson = metric.reduce<PlateauState>(
      (state, value) => nextPlateau(JSON.parse(JSON.stringify(state)), value, options),
      firstPlateau,
    );
    expect(throughJson).toEqual(stateAfter(metric, options));
  });
});

describe('onPlateau()', () => {
  test('hands over the fold of its options', () => {
    const [listener] = listenersOf(onPlateau(1, { metric: 'cost', patience: 0, factor: 0.5 }));
    if (listener?.kind !== 'plateau') throw new Error('it listens to no plateau');
    const state = [1, 1].reduce(listener.next, listener.first);
    expect([listener.metric, state]).toEqual([
      'cost',
      stateAfter([1, 1], { patience: 0, factor: 0.5 }),
    ]);
  });

  test('has one name for the same options and another for others', () => {
    const nameOf = (options: PlateauOptions) =>
      listenersOf(onPlateau(1, { metric: 'cost', ...options }))[0]?.name;
    expect(nameOf({ patience: 10 })).toBe(nameOf({}));
    expect(nameOf({ patience: 3 })).not.toBe(nameOf({}));
  });

  test('does not push a value below least, and raises none', () => {
    const schedule = onPlateau(linear(0, 0.4, { length: 4 }), {
      ...{ metric: 'cost', patience: 0, factor: 0.5, least: 0.15 },
    });
    const script = [0, 1, 2, 3, 4].map((iteration) => [iteration, 'cost', 1] as const);
    expect([...simulate(schedule, 5, { script })]).toEqual([0, 0.1, 0.15, 0.15, 0.15]);
  });
});

test('onPlateau() refuses a mode that is none', () => {
  // @ts-expect-error: min or max
  const make = () => onPlateau(1, { metric: 'cost', mode: 'best' });
  expect(make).toThrow('onPlateau() takes as mode min or max; found "best"');
});
