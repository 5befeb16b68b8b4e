import { describe, test } from 'vitest';
import { identity, leakyRelu, matrix, relu, sigmoid, tanh, zeros } from '../../src/index.js';
import { applyCurveInto, applySlopesInto } from '../../src/numerics/entries.js';
import { goldens } from '../goldens/model.js';
import { expect } from '../matchers.js';

// 1.5 units in the last place; below 1e-308 a unit is 5e-324.
const lastDigit = { relative: 3 * 2 ** -53, absolute: 5e-324 };

describe.each(goldens.functions)('at z = %d', (z, sigmoidOfZ, tanhOfZ) => {
  test('sigmoid is right to the last digit', () => {
    expect(sigmoid.value(z)).toBeAllclose(sigmoidOfZ, lastDigit);
  });

  test('tanh is right to the last digit', () => {
    expect(tanh.value(z)).toBeAllclose(tanhOfZ, lastDigit);
  });
});

test.each([
  [Infinity, 1],
  [-Infinity, 0],
  [1000, 1],
  [-1000, 0],
])('sigmoid.value(%d) is exactly %d', (z, a) => {
  expect(sigmoid.value(z)).toBe(a);
});

const table = [
  [-2, 0, -0.2, -0.5],
  [0, 0, 0, 0],
  [3, 3, 3, 3],
  [Infinity, Infinity, Infinity, Infinity],
] as const;
test.each(table)('rectifiers of %d', (z, rectified, tenth, quarter) => {
  expect(relu.value(z)).toBe(rectified);
  expect(leakyRelu().value(z)).toBeAllclose(tenth);
  expect(leakyRelu(0.25).value(z)).toBe(quarter);
});

test.each([
  [-2, 0, 0.1],
  [-0, 0, 0.1],
  [0, 0, 0.1],
  [5e-324, 1, 1],
  [3, 1, 1],
])('rectifiers have the derivative of the post at %d', (z, ofRelu, ofLeakyRelu) => {
  expect(relu.derivative(z, relu.value(z))).toBe(ofRelu);
  expect(leakyRelu().derivative(z, 0)).toBe(ofLeakyRelu);
});

test('leakyRelu(0) is relu', () => {
  const zs = [-3, -0.5, 0, 0.5, 3];
  expect(zs.map((z) => leakyRelu(0).value(z))).toBeAllclose(zs.map((z) => relu.value(z)));
});

const all = [sigmoid, tanh, relu, leakyRelu(), leakyRelu(0.3), identity];

test.each(all)('$name.value() passes NaN through', (activation) => {
  expect(activation.value(Number.NaN)).toBeNaN();
});

test.each(all)('$name.derivative() is the slope of value()', (activation) => {
  const h = 6e-6;
  for (const z of [-6.5, -2, -0.7, -0.01, 0.01, 0.7, 2, 6.5]) {
    const slope = (activation.value(z + h) - activation.value(z - h)) / (2 * h);
    expect(activation.derivative(z, activation.value(z))).toBeAllclose(slope, {
      relative: 1e-6,
      absolute: 1e-10,
    });
  }
});

test.each([-0.1, 1, 2, Number.NaN])('leakyRelu(%d) refuses the slope', (slope) => {
  expect(() => leakyRelu(slope)).toThrow(RangeError);
  expect(() => leakyRelu(slope)).toThrow(`found ${slope}`);
});

test('leakyRelu() says its slope in name and formula', () => {
  expect(leakyRelu(0.2)).toMatchObject({ name: 'leakyRelu:0.2', formula: 'max(0.2z, z)' });
  expect(leakyRelu()).toMatchObject({ name: 'leakyRelu', formula: 'max(0.1z, z)' });
});

test.each(all)('applyCurveInto() writes $name of each entry', (activation) => {
  const Z = matrix([
    [-1, 0],
    [0.5, 2],
  ]);
  const A = applyCurveInto(zeros(2, 2), Z, activation);
  expect([...A.values]).toEqual([-1, 0, 0.5, 2].map((z) => activation.value(z)));
});

test.each(all)('applySlopesInto() multiplies by the derivative of $name', (activation) => {
  const Z = matrix([[-1, 0.5, 2]]);
  const A = applyCurveInto(zeros(1, 3), Z, activation);
  const dZ = applySlopesInto(zeros(1, 3), matrix([[3, 5, 7]]), Z, A, activation);
  const slopes = [-1, 0.5, 2].map((z) => activation.derivative(z, activation.value(z)));
  expect(dZ).toEqual(matrix([[3 * slopes[0], 5 * slopes[1], 7 * slopes[2]]]));
});

test('applySlopesInto() may write over dA', () => {
  const [Z, A] = [matrix([[-1, 2]]), matrix([[0, 2]])];
  const dA = matrix([[3, 5]]);
  expect(applySlopesInto(dA, dA, Z, A, relu)).toBe(dA);
  expect(dA).toEqual(matrix([[0, 5]]));
});
