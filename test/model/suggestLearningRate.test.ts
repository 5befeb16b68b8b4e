import { suggestLearningRate } from 'gradstream';
import { expect, test } from 'vitest';
import { goldens } from '../goldens/measures.js';

const pointsOf = (costs: readonly number[]) =>
  costs.map((smoothed, i) => ({ learningRate: 10 ** i, smoothed }));

test('suggestLearningRate() is where the gradient of NumPy is least', () => {
  const { rates, smoothed, steepest } = goldens.descent;
  const points = rates.map((learningRate, i) => ({ learningRate, smoothed: smoothed[i] }));
  expect(suggestLearningRate(points)).toBe(steepest);
});

test('suggestLearningRate() goes by the logarithm of the rate', () => {
  const costs = [1, 0.9, 0.7, 0.3, 0.2];
  const points = [1, 2, 100, 10_000, 10_100].map((learningRate, i) => ({
    learningRate,
    smoothed: costs[i],
  }));
  // -0.3 / log(100), -0.6 / log(5000), -0.5 / log(101)
  expect(suggestLearningRate(points)).toBe(10_000);
});

test.each([
  ['there are no points', []],
  ['there are too few for a slope', [1, 0]],
  ['the cost rises', [1, 2, 3, 4]],
  ['the cost stays', [1, 1, 1]],
  ['the cost is not finite', [1, NaN, NaN, 0]],
])('suggestLearningRate() is undefined when %s', (_when, costs) => {
  expect(suggestLearningRate(pointsOf(costs))).toBeUndefined();
});

test('suggestLearningRate() takes no fall behind the least cost, after an explosion', () => {
  const costs = [0.7, 0.65, 0.6, 0.59, 2.4, 0.69, 0.69];
  const points = costs.map((smoothed, i) => ({ learningRate: 10 ** (i - 6), smoothed }));
  expect(suggestLearningRate(points)).toBeCloseTo(1e-5, 12);
});
