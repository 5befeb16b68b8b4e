import { fc, test as property } from '@fast-check/vitest';
import { histogram } from 'gradstream';
import { describe, test } from 'vitest';
import { goldens } from '../../goldens/measures.js';
import { expect } from '../../matchers.js';
import { randomMatrix } from '../randomMatrix.js';

describe.each(goldens.spreads)(
  'histogram() is that of NumPy: seed $seed, $count numbers',
  (golden) => {
    const { values } = randomMatrix(1, golden.count, golden.seed);
    const { counts, ...moments } = histogram(values, golden.counts.length);

    test('counts', () => {
      expect(counts).toEqual(golden.counts);
    });

    test('extremes, mean and deviation', () => {
      const { min, max, mean, deviation } = moments;
      const expected = [golden.min, golden.max, golden.mean, golden.deviation];
      expect([min ?? NaN, max ?? NaN, mean ?? NaN, deviation ?? NaN]).toBeAllclose(expected, {
        absolute: 1e-14,
      });
    });
  },
);

property.prop([fc.array(fc.double()), fc.integer({ min: 1, max: 40 })])(
  'histogram() counts every number once',
  (numbers, bins) => {
    const { counts, nonFinite } = histogram(numbers, bins);
    expect(counts).toHaveLength(bins);
    expect(nonFinite).toBe(numbers.filter((x) => !Number.isFinite(x)).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(numbers.length - nonFinite);
  },
);

test('histogram() puts equal numbers into the first bin', () => {
  expect(histogram([2, 2], 3)).toEqual({
    ...{ min: 2, max: 2, mean: 2, deviation: 0 },
    counts: [2, 0, 0],
    nonFinite: 0,
  });
});

test('histogram() of no finite numbers has null for what there is not', () => {
  const nothing = { min: null, max: null, mean: null, deviation: null, counts: [0, 0] };
  expect(histogram([], 2)).toEqual({ ...nothing, nonFinite: 0 });
  expect(histogram([NaN, -Infinity], 2)).toEqual({ ...nothing, nonFinite: 2 });
});

test('histogram() covers numbers whose distance is infinite', () => {
  expect(histogram([-1.7e308, 1.7e308, 1e308], 4).counts).toEqual([1, 0, 0, 2]);
});

test.each([0, 1.5, NaN])('histogram() refuses %d bins', (bins) => {
  expect(() => histogram([], bins)).toThrow(RangeError);
});
