import { fc, test as property } from '@fast-check/vitest';
import {
  choice,
  createRandom,
  type Draw,
  grid,
  integer,
  logUniform,
  randomSearch,
  uniform,
} from 'gradstream';
import { describe, expect, expectTypeOf, test } from 'vitest';

describe('grid()', () => {
  test('gives every combination, the last hyperparameter changing fastest', () => {
    const points = grid({ a: [1, 2], b: ['x'], c: [true, false] });
    expect(points).toEqual([
      { a: 1, b: 'x', c: true },
      { a: 1, b: 'x', c: false },
      { a: 2, b: 'x', c: true },
      { a: 2, b: 'x', c: false },
    ]);
  });

  test('keeps the types of the values', () => {
    const points = grid({ learningRate: [0.1], activation: ['relu', 'tanh'] });
    expectTypeOf(points[0].learningRate).toExtend<number>();
    expectTypeOf(points[0].activation).toEqualTypeOf<'relu' | 'tanh'>();
  });

  test('has one point without hyperparameters', () => {
    expect(grid({})).toEqual([{}]);
  });

  test('refuses a hyperparameter without values, and names it', () => {
    expect(() => grid({ a: [1], units: [] })).toThrow(RangeError);
    expect(() => grid({ a: [1], units: [] })).toThrow(/units has no values/);
  });
});

/** A draw, and what each of its numbers has to be. */
const draws: readonly [call: string, draw: Draw<number>, allowed: (value: number) => boolean][] = [
  ['uniform(-1, 3)', uniform(-1, 3), (value) => value >= -1 && value < 3],
  ['uniform(2, 2)', uniform(2, 2), (value) => value === 2],
  ['logUniform(1e-4, 1)', logUniform(1e-4, 1), (value) => value >= 0.99999e-4 && value < 1.00001],
  ['choice([3, 5])', choice([3, 5]), (value) => value === 3 || value === 5],
  ['integer(-2, 2)', integer(-2, 2), (value) => Number.isInteger(value) && Math.abs(value) <= 2],
  ['integer(4, 4)', integer(4, 4), (value) => value === 4],
];

describe.each(draws)('%s', (_call, draw, allowed) => {
  property.prop([fc.integer({ min: 0, max: 0xffffffff })])(
    'stays in its range, and gives the same for the same seed',
    (seed) => {
      const [random, again] = [createRandom(seed), createRandom(seed)];
      const values = Array.from({ length: 20 }, () => draw(random));
      expect(values.every(allowed)).toBe(true);
      expect(Array.from({ length: 20 }, () => draw(again))).toEqual(values);
    },
  );
});

/** Which of the parts of a range each of 10,000 numbers falls into, as shares. */
function sharesOf(draw: Draw<number>, part: (value: number) => number, parts: number): number[] {
  const random = createRandom(5);
  const counts = new Array<number>(parts).fill(0);
  for (let i = 0; i < 10_000; i++) counts[part(draw(random))]++;
  return counts.map((count) => count / 10_000);
}

test.each<[string, Draw<number>, (value: number) => number]>([
  ['uniform() gives each part of the range', uniform(10, 20), (value) => Math.floor(value / 2) - 5],
  [
    'logUniform() gives each power of ten',
    logUniform(1e-3, 1e2),
    (value) => Math.floor(Math.log10(value)) + 3,
  ],
  ['choice() gives each value', choice([0, 1, 2, 3, 4]), (value) => value],
  ['integer() gives each number, both ends included,', integer(7, 11), (value) => value - 7],
])('%s a fifth of the draws', (_promise, draw, part) => {
  for (const share of sharesOf(draw, part, 5)) expect(Math.abs(share - 0.2)).toBeLessThan(0.02);
});

test.each<[string, () => unknown]>([
  ['uniform(2, 1)', () => uniform(2, 1)],
  ['uniform(0, Infinity)', () => uniform(0, Infinity)],
  ['logUniform(0, 1)', () => logUniform(0, 1)],
  ['logUniform(-1, 1)', () => logUniform(-1, 1)],
  ['logUniform(NaN, 1)', () => logUniform(Number.NaN, 1)],
  ['choice([])', () => choice([])],
  ['integer(0.5, 2)', () => integer(0.5, 2)],
  ['integer(0, 2 ** 32)', () => integer(0, 2 ** 32)],
  ['randomSearch({}, -1, 1)', () => randomSearch({}, -1, 1)],
  ['randomSearch({}, 1.5, 1)', () => randomSearch({}, 1.5, 1)],
  ['randomSearch({}, 1, -1)', () => randomSearch({}, 1, -1)],
])('%s throws at the call', (_call, call) => {
  expect(call).toThrow(RangeError);
});

describe('randomSearch()', () => {
  const space = {
    learningRate: logUniform(1e-3, 1),
    units: integer(1, 9),
    activation: choice(['relu', 'tanh']),
  };

  test('draws each hyperparameter of each point', () => {
    const points = randomSearch(space, 50, 3);
    expectTypeOf(points[0].learningRate).toEqualTypeOf<number>();
    expectTypeOf(points[0].activation).toEqualTypeOf<string>();
    expect(points).toHaveLength(50);
    expect(new Set(points.map(({ learningRate }) => learningRate)).size).toBe(50);
    expect(new Set(points.map(({ units }) => units)).size).toBeGreaterThan(5);
    expect(new Set(points.map(({ activation }) => activation))).toEqual(new Set(['relu', 'tanh']));
  });

  test('gives who asks for more points the same ones first', () => {
    expect(randomSearch(space, 9, 3).slice(0, 4)).toEqual(randomSearch(space, 4, 3));
  });

  test('gives other points for another seed', () => {
    expect(randomSearch(space, 4, 3)).not.toEqual(randomSearch(space, 4, 4));
  });
});
