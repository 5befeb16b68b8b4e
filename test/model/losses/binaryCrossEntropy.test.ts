import { describe, test } from 'vitest';
import {
  binaryCrossEntropy,
  logLoss,
  type Matrix,
  matrix,
  ShapeError,
  sigmoid,
  zeros,
} from '../../../src/index.js';
import { applyCurveInto } from '../../../src/numerics/entries.js';
import { goldens, nameOf } from '../../goldens/model.js';
import { expect } from '../../matchers.js';
import { randomLabels, randomMatrix } from '../randomMatrix.js';

const costs = [
  ...goldens.costs.map((golden) => ({
    ...golden,
    name: `${golden.Y.length} x ${golden.Y[0].length}`,
  })),
  ...goldens.networks.map(({ Z, AL, Y, cost, ...rest }) => ({
    name: nameOf({ Z, AL, Y, cost, ...rest }),
    Z: Z[Z.length - 1],
    AL,
    Y,
    cost,
  })),
];

describe.each(costs)('the cost of $name, against NumPy,', ({ Z, AL, Y, cost }) => {
  test('is that of logLoss()', () => {
    expect(logLoss(matrix(AL), matrix(Y))).toBeAllclose(cost, { relative: 1e-15 });
  });

  test('is that of binaryCrossEntropy.cost()', () => {
    expect(binaryCrossEntropy.cost(matrix(Z), matrix(Y))).toBeAllclose(cost, { relative: 1e-13 });
  });
});

test.each([
  [0, 0, 0],
  [1, 1, 0],
  [0, 1, 1074 * Math.LN2],
  [1, 0, 54 * Math.LN2],
])('logLoss() of AL = %d and Y = %d is finite', (al, y, cost) => {
  expect(logLoss(matrix([[al]]), matrix([[y]]))).toBeAllclose(cost);
});

test('logLoss() of certain and right answers is 0, not -0', () => {
  expect(logLoss(matrix([[0, 1]]), matrix([[0, 1]]))).toBe(0);
});

test('logLoss() of the largest float below 1 is not that of 1', () => {
  const cost = logLoss(matrix([[1 - 2 ** -53]]), matrix([[0]]));
  expect(cost).toBeAllclose(53 * Math.LN2);
});

test.each([
  ['logLoss()', logLoss],
  ['binaryCrossEntropy.cost()', binaryCrossEntropy.cost],
])('%s of NaN is NaN', (_name, costOf) => {
  expect(costOf(matrix([[0.5, Number.NaN]]), matrix([[0, 1]]))).toBeNaN();
});

test.each([
  ['logLoss()', logLoss, 'AL'],
  ['binaryCrossEntropy.cost()', binaryCrossEntropy.cost, 'ZL'],
])('%s refuses Y of another shape and names both', (_name, costOf, argument) => {
  const compare = () => costOf(zeros(1, 3), zeros(1, 4));
  expect(compare).toThrow(ShapeError);
  expect(compare).toThrow(`${argument} (1 x 3) with Y (1 x 4)`);
});

test('binaryCrossEntropy.cost() is logLoss() of the sigmoid where that is not saturated', () => {
  for (let seed = 0; seed < 20; seed++) {
    const Z = randomMatrix(2, 50, seed);
    for (let i = 0; i < Z.values.length; i++) Z.values[i] *= 2;
    const Y = randomLabels(2, 50, seed);
    const AL = applyCurveInto(zeros(2, 50), Z, sigmoid);
    expect(binaryCrossEntropy.cost(Z, Y)).toBeAllclose(logLoss(AL, Y), { relative: 1e-12 });
  }
});

test.each([
  [1000, 0, 1000],
  [-1000, 1, 1000],
  [1000, 1, 0],
  [-1000, 0, 0],
  [0, 0, Math.LN2],
  [0, 1, Math.LN2],
])('binaryCrossEntropy.cost() of z = %d and y = %d is exactly %d', (z, y, cost) => {
  expect(binaryCrossEntropy.cost(matrix([[z]]), matrix([[y]]))).toBe(cost);
});

test('binaryCrossEntropy.cost() keeps the digits of a small cost', () => {
  expect(binaryCrossEntropy.cost(matrix([[40]]), matrix([[1]]))).toBeAllclose(Math.exp(-40), {
    relative: 1e-15,
  });
});

test('both costs sum over the outputs and average over the examples', () => {
  const [Z, Y]: [Matrix, Matrix] = [zeros(2, 3), zeros(2, 3)];
  expect(binaryCrossEntropy.cost(Z, Y)).toBeAllclose(2 * Math.LN2);
  expect(logLoss(applyCurveInto(zeros(2, 3), Z, sigmoid), Y)).toBeAllclose(2 * Math.LN2);
});
