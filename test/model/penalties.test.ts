import { expect, test } from 'vitest';
import { createNetwork, l1Penalty, l2Penalty, matrix, zeros } from '../../src/index.js';
import { penaltyOf } from '../../src/model/penalties.js';

const W = [zeros(0, 0), matrix([[1, -2]]), matrix([[3]])];
const b = [zeros(0, 0), matrix([[5]]), matrix([[-7]])];
const network = { ...createNetwork([2, 1, 1]), parameters: { W, b } };

test('penaltyOf() is that of L2 and L1 over the weights', () => {
  const expected = l2Penalty(W, 0.4, 10) + l1Penalty(W, 0.3, 10);
  expect(penaltyOf(network, { l1: 0.3, l2: 0.4 }, 10)).toBe(expected);
});

test('penaltyOf() with countBiases adds the squares of the biases', () => {
  const expected = l2Penalty([...W, ...b], 0.4, 10);
  expect(penaltyOf(network, { l2: 0.4 }, 10, true)).toBeCloseTo(expected, 14);
});

test('penaltyOf() of nothing is 0', () => {
  expect(penaltyOf(network, {}, 10, true)).toBe(0);
});
