import { describe, test } from 'vitest';
import {
  createNetwork,
  l2Penalty,
  matrix,
  modelBackward,
  modelForward,
  tanh,
  xavier,
} from '../../src/index.js';
import { expect } from '../matchers.js';
import { centralDifferences } from './centralDifferences.js';
import { randomLabels, randomMatrix } from './randomMatrix.js';

const network = createNetwork([3, 4, 2, 1], { hidden: tanh, scheme: xavier });
const X = randomMatrix(3, 20, 2);
const Y = randomLabels(1, 20, 3);

test('l2Penalty() is l2 / (2m) times the squares of all weights', () => {
  expect(l2Penalty([matrix([[1, 2]]), matrix([[3]])], 0.5, 7)).toBeAllclose((0.5 / 14) * 14);
});

test.each([0, 0.02, 5])('the gradients with l2 = %d are the slopes of cost and penalty', (l2) => {
  const { relativeDifference, count, nonZero } = centralDifferences(network, X, Y, { l2 });
  expect(relativeDifference).toBeLessThan(1e-8);
  expect(nonZero).toBe(count);
});

test('modelBackward() with l2 leaves the gradients of the biases as they are', () => {
  const pass = modelForward(network, X);
  expect(modelBackward(network, pass, Y, { l2: 3 }).db).toEqual(modelBackward(network, pass, Y).db);
});

describe.each([-1, Number.NaN, Infinity])('an l2 of %d', (l2) => {
  test('is refused', () => {
    expect(() => l2Penalty([], l2, 1)).toThrow(`found ${l2}`);
    expect(() => modelBackward(network, modelForward(network, X), Y, { l2 })).toThrow(
      `found ${l2}`,
    );
  });
});
