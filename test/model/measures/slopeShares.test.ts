import { leakyRelu, matrix, relu, slopeShares, tanh } from 'gradstream';
import { expect, test } from 'vitest';
import { zeros } from '../../../src/index.js';
import { applyCurveInto } from '../../../src/numerics/entries.js';

const Z = matrix([
  [-1, -9, -0.5],
  [2, -3, 0],
  [9, 8, 7],
  [0, 0, 0],
]);
const of = (activation: typeof relu, threshold: number) =>
  slopeShares(activation, { Z, A: applyCurveInto(zeros(4, 3), Z, activation) }, threshold);

test('slopeShares() of relu counts units without slope for any example, and entries without', () => {
  expect(of(relu, 1e-3)).toEqual({ deadUnits: 2 / 4, saturated: 8 / 12 });
});

test('slopeShares() of leakyRelu has no dead units', () => {
  expect(of(leakyRelu(), 1e-3)).toEqual({ deadUnits: 0, saturated: 0 });
  expect(of(leakyRelu(), 0.2)).toEqual({ deadUnits: 0, saturated: 8 / 12 });
});

test('slopeShares() of tanh counts what is far from 0', () => {
  // 1 - tanh(z)^2 is 0.0099 at 3, and less beyond.
  expect(of(tanh, 0.01)).toEqual({ deadUnits: 0, saturated: 5 / 12 });
});

test('slopeShares() takes NaN for neither', () => {
  const bad = matrix([[NaN, NaN]]);
  expect(slopeShares(tanh, { Z: bad, A: bad }, 1)).toEqual({ deadUnits: 0, saturated: 0 });
});
