import { expect, test } from 'vitest';
import {
  accumulate,
  adam,
  firstMoments,
  freezing,
  gradientDescent,
  type Optimizer,
  type StepSettings,
} from '../../../src/index.js';
import { drawGradients, drawParameters, entriesOf, update } from './everyOptimizer.js';

test('accumulate() steps on the mean of its gradients', () => {
  const parameters = drawParameters(1);
  const optimizer = accumulate(4, gradientDescent(0.1));
  update(optimizer, parameters, firstMoments(optimizer, parameters), [1, 8]);
  const slopes = Array.from({ length: 8 }, (_, i) => drawGradients(i + 1));
  const flat = slopes.map(({ dW, db }) => entriesOf({ W: dW, b: db }));
  const expected = entriesOf(drawParameters(1)).map(
    (start, entry) => start - 0.1 * flat.reduce((sum, row) => sum + row[entry] / 4, 0),
  );
  entriesOf(parameters).forEach((entry, i) => {
    expect(entry).toBeCloseTo(expected[i], 13);
  });
});

test('accumulate() of equal gradients is the optimizer at every count-th, in bits for a power of two', () => {
  const [often, seldom] = [drawParameters(1), drawParameters(1)];
  const gradientsOf = () => drawGradients(2);
  update(adam(0.1), often, firstMoments(adam(0.1), often), [1, 5], { gradientsOf });
  const optimizer = accumulate(4, adam(0.1));
  update(optimizer, seldom, firstMoments(optimizer, seldom), [1, 20], { gradientsOf });
  expect(seldom).toEqual(often);
});

test('accumulate() leaves its mean at 0 when it has stepped', () => {
  const parameters = drawParameters(1);
  const optimizer = accumulate(3, gradientDescent(0.1));
  const moments = firstMoments(optimizer, parameters);
  update(optimizer, parameters, moments, [1, 2]);
  expect(entriesOf(moments[0]).every((entry) => entry !== 0)).toBe(true);
  update(optimizer, parameters, moments, [3, 3]);
  expect(moments).toEqual(firstMoments(optimizer, parameters));
});

test('accumulate() hands on the settings of the iteration at which it steps, and counts steps', () => {
  const seen: StepSettings[] = [];
  const inner: Optimizer = {
    name: 'inner',
    learningRate: () => 1,
    updateInto(_parameters, _gradients, settings) {
      seen.push(settings);
    },
  };
  const optimizer = accumulate(3, inner);
  const parameters = drawParameters(1);
  const moments = firstMoments(optimizer, parameters);
  for (let i = 1; i <= 6; i++) {
    const settings = { learningRate: i, update: i, momentum: i / 10, weightDecay: i };
    optimizer.updateInto(parameters, drawGradients(i), settings, moments);
  }
  expect(seen).toEqual([
    { learningRate: 3, update: 1, momentum: 0.3, weightDecay: 3 },
    { learningRate: 6, update: 2, momentum: 0.6, weightDecay: 6 },
  ]);
});

test('accumulate() gives a layer that thaws on the way its share of the mean', () => {
  const optimizer = freezing(accumulate(2, gradientDescent(1)));
  const parameters = drawParameters(1);
  const moments = firstMoments(optimizer, parameters);
  update(optimizer, parameters, moments, [1, 1], { frozen: 1 });
  update(optimizer, parameters, moments, [2, 2], { frozen: 0 });
  const { values: before } = drawParameters(1).W[1];
  const { values: slopes } = drawGradients(2).dW[1];
  expect(parameters.W[1].values).toEqual(before.map((entry, i) => entry - slopes[i] / 2));
});

test('accumulate() of one is the optimizer', () => {
  const optimizer = gradientDescent(0.1);
  expect(accumulate(1, optimizer)).toBe(optimizer);
});

test('accumulate() is as linear as the optimizer', () => {
  expect(accumulate(2, gradientDescent(0.1)).linear).toBe(true);
  expect(accumulate(2, adam(0.1)).linear).toBe(false);
});

test.each([0, -2, 1.5, Number.NaN])('accumulate() refuses a count of %d', (count) => {
  expect(() => accumulate(count, gradientDescent(0.1))).toThrow(
    `The count of accumulate is a whole number, 1 or more; found ${count}`,
  );
});
