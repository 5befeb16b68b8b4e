import { describe, test } from 'vitest';
import {
  createNetwork,
  l1Penalty,
  matrix,
  modelBackward,
  modelForward,
  tanh,
  xavier,
  zeros,
} from '../../src/index.js';
import { expect } from '../matchers.js';
import { centralDifferences } from './centralDifferences.js';
import { randomLabels, randomMatrix } from './randomMatrix.js';

const network = createNetwork([3, 4, 2, 1], { hidden: tanh, scheme: xavier });
const X = randomMatrix(3, 20, 2);
const Y = randomLabels(1, 20, 3);

test('l1Penalty() is l1 / m times the sizes of all weights', () => {
  expect(l1Penalty([matrix([[1, -2]]), matrix([[3]])], 0.5, 7)).toBeAllclose((0.5 / 7) * 6);
});

test.each([0, 0.02, 5])('the gradients with l1 = %d are the slopes of cost and penalty', (l1) => {
  const { relativeDifference, count, nonZero } = centralDifferences(network, X, Y, { l1 });
  expect(relativeDifference).toBeLessThan(1e-8);
  expect(nonZero).toBe(count);
});

test('the gradients with l1 and l2 are the slopes of cost and both penalties', () => {
  const { relativeDifference } = centralDifferences(network, X, Y, { l1: 0.3, l2: 0.7 });
  expect(relativeDifference).toBeLessThan(1e-8);
});

test('modelBackward() with l1 adds nothing where a weight is 0', () => {
  const flat = createNetwork([1, 1], { scheme: () => 0 });
  const pass = modelForward(flat, matrix([[2]]));
  const dW = [zeros(0, 0), matrix([[-1]])];
  expect(modelBackward(flat, pass, matrix([[1]]), { l1: 9 }).dW).toEqual(dW);
});

test('modelBackward() with l1 leaves the gradients of the biases as they are', () => {
  const pass = modelForward(network, X);
  expect(modelBackward(network, pass, Y, { l1: 3 }).db).toEqual(modelBackward(network, pass, Y).db);
});

describe.each([-1, Number.NaN, Infinity])('an l1 of %d', (l1) => {
  test('is refused', () => {
    const message = `The strength of L1 is a finite number, 0 or more; found ${l1}`;
    expect(() => l1Penalty([], l1, 1)).toThrow(message);
    expect(() => modelBackward(network, modelForward(network, X), Y, { l1 })).toThrow(message);
  });
});
