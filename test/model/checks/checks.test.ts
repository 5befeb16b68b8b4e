import {
  createNetwork,
  type Matrix,
  matrix,
  modelBackward,
  modelForward,
  relu,
  tanh,
} from 'gradstream';
import { describe, expect, test } from 'vitest';
import type { Watched } from '../../../src/model/checks/check.js';
import { checkCost } from '../../../src/model/checks/checkCost.js';
import { checkingGradient } from '../../../src/model/checks/checkGradient.js';
import { checkingSpikes } from '../../../src/model/checks/checkSpike.js';
import { checkingDeadUnits, checkingSaturation } from '../../../src/model/checks/checkUnits.js';
import { keepingCosts } from '../../../src/model/checks/recentCosts.js';
import { randomLabels, randomMatrix } from '../randomMatrix.js';

const network = createNetwork([3, 4, 2, 1], { hidden: tanh });
const Y = randomLabels(1, 6, 2);

/** The columns are examples 10, 20, ... of the data. */
function watched(X: Matrix = randomMatrix(3, 6, 1), labels = Y, of = network): Watched {
  const pass = modelForward(of, X);
  return {
    index: 6,
    examples: Uint32Array.from({ length: X.cols }, (_, j) => 10 * (j + 1)),
    X,
    Y: labels,
    network: of,
    ...pass,
    ...modelBackward(of, pass, labels),
    cost: network.loss.cost(pass.Z[3], labels),
  };
}

/** The batch with other numbers in some columns. */
function spoilt(columns: readonly number[], value: number): Matrix {
  const X = randomMatrix(3, 6, 1);
  for (const j of columns) X.values[j] = value;
  return X;
}

describe('checkCost()', () => {
  test('finds nothing in a finite cost', () => {
    expect(checkCost(watched())).toBeUndefined();
  });

  test('names the examples with a feature that is not finite', () => {
    expect(checkCost(watched(spoilt([1, 4], NaN)))).toEqual({
      quantity: 'cost',
      value: NaN,
      examples: [20, 50],
      text: 'The cost of iteration 7 is NaN, by examples 20, 50: the batch has a feature that is not a finite number',
    });
  });

  test('names the first layer that is not finite, and how many examples', () => {
    const overflown = createNetwork([3, 4, 2, 1], { hidden: relu });
    overflown.parameters.W[2].values.fill(NaN);
    expect(checkCost(watched(undefined, undefined, overflown))).toMatchObject({
      layer: 2,
      examples: [10, 20, 30, 40, 50, 60],
      text: expect.stringMatching(
        /^The cost of iteration 7 is NaN, from layer 2 on, by 6 examples \(10, 20, 30, 40, 50, \.\.\.\): the parameters of layer 2/,
      ),
    });
  });

  test('names one example as one', () => {
    expect(checkCost(watched(spoilt([2], NaN)))?.text).toContain(', by example 30: ');
  });
});

describe('checkingSpikes()', () => {
  /** Which of the costs are spikes, by their places. */
  function spikesAmong(costs: readonly number[], times: number, window: number): number[] {
    const check = checkingSpikes({ times }, keepingCosts(window));
    const record = watched();
    return costs.flatMap((cost, i) => (check({ ...record, cost }) ? [i] : []));
  }

  test('finds costs above so many times the median of the last ones', () => {
    expect(spikesAmong([1, 2, 3, 6, 6.1, 1], 3, 3)).toEqual([]);
    expect(spikesAmong([1, 2, 3, 6.1, 1], 3, 3)).toEqual([3]);
  });

  test('takes the lower one of two in the middle', () => {
    expect(spikesAmong([1, 2, 3, 4, 6.1], 3, 4)).toEqual([4]);
    expect(spikesAmong([1, 2, 3, 4, 5.9], 3, 4)).toEqual([]);
  });

  test('finds none before there are enough costs', () => {
    expect(spikesAmong([1, 100, 1000], 3, 3)).toEqual([]);
  });

  test('takes what stays high for the new level', () => {
    expect(spikesAmong([1, 1, 1, 9, 9, 9, 9], 3, 3)).toEqual([3, 4]);
  });

  test('leaves costs out that are not finite', () => {
    expect(spikesAmong([1, NaN, Infinity, 1, 1, NaN, 4], 3, 3)).toEqual([6]);
  });

  test('names the examples that cost half of it, the dearest first', () => {
    const record = watched(
      matrix([
        [1, 1, 1],
        [0, 0, 0],
        [0, 0, 0],
      ]),
      matrix([[0, 0, 0]]),
    );
    record.Z[3].values.set([5, -3, 8]);
    const check = checkingSpikes({ times: 2 }, keepingCosts(1));
    check({ ...record, cost: 1 });
    expect(check({ ...record, cost: 4.352 })).toEqual({
      quantity: 'spike',
      value: 4.352,
      examples: [30],
      text: 'The cost of iteration 7 is 4.352, more than 2 times the median 1 of the 1 before: half of it comes from example 30',
    });
  });
});

describe('checkingGradient()', () => {
  test('finds nothing up to the limit', () => {
    expect(checkingGradient({ above: 100 })(watched())).toBeUndefined();
  });

  test('finds a norm above it, with the layer and the example behind it', () => {
    const wide = createNetwork([3, 4, 2, 1], { hidden: relu, seed: 4 });
    for (const { values } of wide.parameters.W) values.set(values.map(Math.abs));
    const record = watched(spoilt([3], 1e7), matrix([[0, 0, 0, 0, 0, 0]]), wide);
    expect(checkingGradient({ above: 1 })(record)).toMatchObject({
      quantity: 'gradientNorm',
      layer: 3,
      examples: [40],
      text: expect.stringMatching(
        /^The gradient of iteration 7 has the norm [\d.]+, beyond the limit of 1, most of all in layer 3, by example 40$/,
      ),
    });
  });

  test('finds one that is not finite', () => {
    const finding = checkingGradient({ above: 1e300 })(watched(spoilt([1, 4], NaN)));
    expect(finding).toMatchObject({ value: NaN, layer: 1, examples: [20, 50] });
  });
});

describe('checks of units', () => {
  const dying = createNetwork([3, 4, 2, 1], { hidden: relu });
  dying.parameters.b[1].values.set([-1e6, 1e6, -1e6, -1e6]);
  dying.parameters.b[2].values.set([-1e9, 1e9]);
  const record = watched(undefined, undefined, dying);

  test('checkingDeadUnits() finds the layer with the largest share', () => {
    expect(checkingDeadUnits({ above: 0.7, every: 7 })(record)).toEqual({
      quantity: 'deadUnits',
      layer: 1,
      value: 0.75,
      examples: [],
      text: 'In iteration 7, 75 % of the units are dead, with slope 0 for every example of the batch, in layer 1; more than 70 %',
    });
  });

  test('checkingDeadUnits() finds nothing up to the limit, nor in other iterations', () => {
    expect(checkingDeadUnits({ above: 0.75, every: 7 })(record)).toBeUndefined();
    expect(checkingDeadUnits({ above: 0.7, every: 6 })(record)).toBeUndefined();
  });

  test('checkingSaturation() counts activations, and leaves the output alone', () => {
    const saturated = createNetwork([3, 4, 2, 1], { hidden: tanh });
    saturated.parameters.b[2].values.set([50, 0]);
    saturated.parameters.b[3].values.set([50]);
    const found = checkingSaturation({ above: 0.4, every: 1 });
    expect(found(watched(undefined, undefined, saturated))).toMatchObject({
      quantity: 'saturatedUnits',
      layer: 2,
      value: 0.5,
      text: 'In iteration 7, 50 % of the activations are saturated, with a slope below 0.001, in layer 2; more than 40 %',
    });
  });
});
