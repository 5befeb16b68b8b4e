import { describe, test } from 'vitest';
import { identity, matrix, meanSquaredError, ShapeError, zeros } from '../../../src/index.js';
import { lossGoldens } from '../../goldens/losses.js';
import { expect } from '../../matchers.js';

const { cost: costOf, slopesInto } = meanSquaredError;

describe.each(
  lossGoldens.squared.map((golden) => ({
    ...golden,
    name: `${golden.Z.length} x ${golden.Z[0].length} in ${golden.precision}`,
  })),
)('meanSquaredError of $name, against PyTorch,', ({ Z, Y, cost, dZ, precision }) => {
  const [ZL, targets] = [matrix(Z, precision), matrix(Y, precision)];
  const relative = precision === 'float64' ? 1e-14 : 5e-7;

  test('has the cost', () => {
    expect(costOf(ZL, targets)).toBeAllclose(cost, { relative });
  });

  test('has the slopes', () => {
    const slopes = slopesInto(zeros(ZL.rows, ZL.cols, precision), ZL, targets);
    expect(slopes).toBeAllclose(matrix(dZ), { relative });
  });
});

test('meanSquaredError is a pair of the identity and a cost for values', () => {
  expect(meanSquaredError).toMatchObject({ output: identity, task: 'values' });
});

test('meanSquaredError.cost() of NaN is NaN', () => {
  expect(costOf(matrix([[1, Number.NaN]]), zeros(1, 2))).toBeNaN();
});

test('meanSquaredError.cost() refuses Y of another shape and names both', () => {
  expect(() => costOf(zeros(2, 3), zeros(3, 2))).toThrow(ShapeError);
  expect(() => costOf(zeros(2, 3), zeros(3, 2))).toThrow('ZL (2 x 3) with Y (3 x 2)');
});
