import { createNetwork, gradientNorm, matrix, modelBackward, modelForward, tanh } from 'gradstream';
import { describe, expect, test } from 'vitest';
import { isGradientWithin } from '../../../src/model/measures/gradientNorm.js';
import { randomLabels, randomMatrix } from '../randomMatrix.js';

test('gradientNorm() is the length of all gradients laid end to end', () => {
  const network = createNetwork([3, 4, 1], { hidden: tanh });
  const pass = modelForward(network, randomMatrix(3, 5, 1));
  const gradients = modelBackward(network, pass, randomLabels(1, 5, 2));
  const entries = [...gradients.dW, ...gradients.db].flatMap(({ values }) => [...values]);
  expect(gradientNorm(gradients)).toBeCloseTo(Math.hypot(...entries), 14);
});

test.each([NaN, Infinity, 1e200])('gradientNorm() of a gradient with %d is not finite', (entry) => {
  expect(gradientNorm({ dW: [matrix([[1, entry]])], db: [matrix([[1]])] })).not.toBeLessThan(1e300);
});

describe('isGradientWithin()', () => {
  const nothing = { dW: [matrix([[0]])], db: [matrix([[0]])] };
  /** A gradient of the norm 5 that says it is at most 8. */
  const bounded = { ...matrix([[3, 4]]), squaredNormBound: 64 };

  test.each([
    [4.999, false],
    [5, true],
    [8, true],
    [9, true],
  ])('with the limit %d says what the norm says', (limit, expected) => {
    expect(isGradientWithin({ ...nothing, dW: [bounded] }, limit)).toBe(expected);
    expect(isGradientWithin({ ...nothing, dW: [matrix([[3, 4]])] }, limit)).toBe(expected);
  });

  test('asks for no norm where the bound is well below the limit', () => {
    const unread = {
      rows: 1,
      cols: 2,
      squaredNormBound: 64,
      get values(): Float64Array {
        throw new Error('These are not to be multiplied out');
      },
    };
    expect(isGradientWithin({ ...nothing, dW: [unread] }, 9)).toBe(true);
  });

  test.each([NaN, Infinity])('is false for a gradient with %d', (entry) => {
    expect(isGradientWithin({ ...nothing, dW: [matrix([[entry]])] }, 1e300)).toBe(false);
  });
});
