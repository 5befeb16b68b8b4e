import { describe, test } from 'vitest';
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  matrix,
  ShapeError,
  softmax,
  zeros,
} from '../../../src/index.js';
import { lossGoldens } from '../../goldens/losses.js';
import { expect } from '../../matchers.js';
import { randomLabels, randomMatrix } from '../randomMatrix.js';

const { cost: costOf, slopesInto, output } = categoricalCrossEntropy;
const rounding = {
  float64: { relative: 1e-13, absolute: 1e-16 },
  float32: { relative: 2e-6, absolute: 1e-7 },
};

describe.each(
  lossGoldens.categorical.map((golden) => ({
    ...golden,
    name: `${golden.Z.length} classes, Z from ${golden.Z[0][0]}, ${golden.precision}`,
  })),
)('categoricalCrossEntropy of $name, against PyTorch,', ({ Z, Y, AL, cost, dZ, precision }) => {
  const [ZL, labels] = [matrix(Z, precision), matrix(Y, precision)];
  const room = () => zeros(ZL.rows, ZL.cols, precision);
  const tolerance = rounding[precision];

  test('has the output', () => {
    expect(softmax.applyInto(room(), ZL)).toBeAllclose(matrix(AL), tolerance);
  });

  test('has the cost', () => {
    expect(costOf(ZL, labels)).toBeAllclose(cost, tolerance);
  });

  test('has the slopes', () => {
    const slopes = slopesInto(room(), softmax.applyInto(room(), ZL), labels);
    expect(slopes).toBeAllclose(matrix(dZ), { ...tolerance, relative: 1e-5 });
  });
});

test.each(lossGoldens.extremes)(
  'categoricalCrossEntropy of Z = $Z and Y = $Y is that of decimal arithmetic',
  ({ Z, Y, AL, cost }) => {
    expect(costOf(matrix(Z), matrix(Y))).toBeAllclose(cost, { relative: 1e-15 });
    const outputs = softmax.applyInto(zeros(Z.length, Z[0].length), matrix(Z));
    expect(outputs).toBeAllclose(matrix(AL), { relative: 1e-15 });
  },
);

test('categoricalCrossEntropy is a pair of softmax and a cost for classes', () => {
  expect(output).toBe(softmax);
  expect(categoricalCrossEntropy).toMatchObject({ task: 'classes' });
});

test('categoricalCrossEntropy.cost() of two classes is binaryCrossEntropy.cost() of z1 - z0', () => {
  const z = randomMatrix(1, 50, 3);
  const y = randomLabels(1, 50, 4);
  const Z = matrix([Array(50).fill(0), [...z.values]]);
  const Y = matrix([[...y.values].map((label) => 1 - label), [...y.values]]);
  expect(costOf(Z, Y)).toBeAllclose(binaryCrossEntropy.cost(z, y), { relative: 1e-14 });
});

test('categoricalCrossEntropy.cost() takes probabilities for Y', () => {
  const Y = matrix([[0.25], [0.75]]);
  const expected = 0.25 * Math.log(1 + Math.E ** 2) + 0.75 * Math.log(1 + Math.E ** -2);
  expect(costOf(matrix([[1], [3]]), Y)).toBeAllclose(expected);
});

test('categoricalCrossEntropy.cost() of a class that is impossible is infinite, and no cost elsewhere', () => {
  const Z = matrix([[-Infinity], [0]]);
  expect(costOf(Z, matrix([[1], [0]]))).toBe(Infinity);
  expect(costOf(Z, matrix([[0], [1]]))).toBe(0);
});

test.each([0, 1])('categoricalCrossEntropy of NaN in row %d is NaN', (row) => {
  const Z = matrix([[row === 0 ? Number.NaN : 1], [row === 1 ? Number.NaN : 1]]);
  expect(costOf(Z, matrix([[1], [0]]))).toBeNaN();
  expect([...softmax.applyInto(zeros(2, 1), Z).values]).toEqual([Number.NaN, Number.NaN]);
});

test('categoricalCrossEntropy.cost() refuses class labels in one row, and says how to make them one-hot', () => {
  const compare = () => costOf(zeros(3, 5), zeros(1, 5));
  expect(compare).toThrow(ShapeError);
  expect(compare).toThrow('ZL (3 x 5) with Y (1 x 5): of class labels make oneHot(labels, 3)');
});

test('softmax.applyInto() may write over its argument', () => {
  const Z = randomMatrix(4, 3, 1);
  const expected = softmax.applyInto(zeros(4, 3), Z);
  expect(softmax.applyInto(Z, Z)).toEqual(expected);
});

test('softmax.applyInto() gives columns that sum to 1', () => {
  const { values } = softmax.applyInto(zeros(3, 20), randomMatrix(3, 20, 2));
  for (let j = 0; j < 20; j++) {
    expect(values[j] + values[20 + j] + values[40 + j]).toBeAllclose(1, { relative: 1e-15 });
  }
});

test('softmax.applyInto() refuses room of another shape and names both', () => {
  expect(() => softmax.applyInto(zeros(2, 3), zeros(3, 2))).toThrow(ShapeError);
  expect(() => softmax.applyInto(zeros(2, 3), zeros(3, 2))).toThrow('Z (3 x 2) into A (2 x 3)');
});
