import { describe, test } from 'vitest';
import {
  type Activation,
  type CheckSettings,
  checkGradients,
  copyNetwork,
  createNetwork,
  dropoutMasks,
  identity,
  leakyRelu,
  matrix,
  modelBackward,
  modelForward,
  relu,
  ShapeError,
  sigmoid,
  tanh,
  xavier,
  zeros,
} from '../../src/index.js';
import { chooseCoordinates } from '../../src/model/gradientCheck/coordinates.js';
import { expect } from '../matchers.js';
import { centralDifferences } from './centralDifferences.js';
import { randomLabels, randomMatrix } from './randomMatrix.js';

const layerDims = [4, 5, 3, 2];
const network = createNetwork(layerDims, { hidden: tanh, scheme: xavier });
for (const { values } of network.parameters.b) values.set(values.map((_, i) => 0.1 * (i + 1)));
const data = { X: randomMatrix(4, 8, 6), Y: randomLabels(2, 8, 7) };
const masks = dropoutMasks(network, 8, { keep: [0.9, 0.7, 0.6] }, 3);
const gradients = modelBackward(network, modelForward(network, data.X), data.Y);
const COUNT = 4 * 5 + 5 + 5 * 3 + 3 + 3 * 2 + 2;

describe('checkGradients() finds modelBackward() right', () => {
  const smooth: readonly Activation[] = [sigmoid, tanh, identity];
  const kinked: readonly Activation[] = [relu, leakyRelu(0.3)];

  test.each([...smooth, ...kinked])('with $name', (hidden) => {
    const other = createNetwork(layerDims, { hidden, scheme: xavier, seed: 5 });
    const { difference, checked, of } = checkGradients(other, data);
    expect(difference).toBeLessThan(1e-8);
    expect([checked, of]).toEqual([COUNT, COUNT]);
  });

  test.each([[[3, 1]], [[3, 4, 1]], [[2, 2, 3, 2, 1]]])('in layers %j', (dims) => {
    const other = createNetwork(dims, { hidden: tanh, scheme: xavier });
    const set = { X: randomMatrix(dims[0], 8, 6), Y: randomLabels(1, 8, 7) };
    expect(checkGradients(other, set).difference).toBeLessThan(1e-8);
  });

  const settings: Record<string, CheckSettings> = {
    l2: { l2: 3 },
    l1: { l1: 3 },
    'l1 and l2': { l1: 0.4, l2: 0.7 },
  };
  for (const [name, penalties] of Object.entries(settings)) {
    test(`with ${name}`, () => {
      expect(checkGradients(network, data, penalties).difference).toBeLessThan(1e-8);
      expect(checkGradients(network, data, { ...penalties, gradients }).difference).toBeGreaterThan(
        1e-3,
      );
    });
  }

  test('with masks of dropout', () => {
    expect(checkGradients(network, data, { masks }).difference).toBeLessThan(1e-8);
    expect(checkGradients(network, data, { masks, gradients }).difference).toBeGreaterThan(1e-3);
  });

  test('with masks, l1 and l2', () => {
    const options = { masks, l1: 0.4, l2: 0.7 };
    expect(checkGradients(network, data, options).difference).toBeLessThan(1e-8);
  });

  test('in float32, but for the rounding of the gradients', () => {
    const single = createNetwork(layerDims, {
      hidden: tanh,
      scheme: xavier,
      precision: 'float32',
    });
    const X = randomMatrix(4, 8, 6, 'float32');
    const { difference } = checkGradients(single, { X, Y: randomLabels(2, 8, 7, 'float32') });
    expect(difference).toBeLessThan(1e-6);
  });
});

describe('checkGradients()', () => {
  test('measures what moving one parameter of the whole network does', () => {
    const halves = {
      dW: gradients.dW.map((A) => ({ ...A, values: A.values.map((g) => g / 2) })),
      db: gradients.db,
    };
    const { worst } = checkGradients(network, data, { gradients: halves });
    const { slopes } = centralDifferences(network, data.X, data.Y);
    const differences = [...halves.dW, ...halves.db]
      .flatMap(({ values }) => [...values])
      .map((g, i) => Math.abs(g - slopes[i]));
    expect(Math.abs(worst.analytic - worst.numeric)).toBeCloseTo(Math.max(...differences), 9);
  });

  test('names the worst parameter', () => {
    const dW = gradients.dW.map(({ rows, cols, values }) => ({
      rows,
      cols,
      values: values.slice(),
    }));
    dW[2].values[1 * 5 + 3] += 0.5;
    const { worst, difference } = checkGradients(network, data, {
      gradients: { ...gradients, dW },
    });
    expect(worst).toMatchObject({ layer: 2, parameter: 'W', row: 1, col: 3 });
    expect(worst.analytic - worst.numeric).toBeCloseTo(0.5, 7);
    expect(difference).toBeGreaterThan(0.1);
  });

  test('takes what is not a number for the worst', () => {
    const db = gradients.db.map(({ rows, cols, values }) => ({
      rows,
      cols,
      values: values.slice(),
    }));
    db[1].values[2] = Number.NaN;
    const { worst, difference } = checkGradients(network, data, {
      gradients: { ...gradients, db },
    });
    expect(worst).toMatchObject({ layer: 1, parameter: 'b', row: 2, col: 0, analytic: Number.NaN });
    expect(difference).toBeNaN();
  });

  test('counts the gradients that are not 0', () => {
    const off = createNetwork([1, 2, 1], { scheme: () => 0 });
    off.parameters.b[1].values.fill(-1);
    const check = checkGradients(off, { X: matrix([[1]]), Y: matrix([[1]]) });
    expect(check).toMatchObject({ difference: expect.closeTo(0, 9), checked: 7, nonZero: 1 });
  });

  test('gives a difference of 0 where there are no slopes at all', () => {
    const { difference, nonZero } = checkGradients(createNetwork([1, 1], { scheme: () => 0 }), {
      X: matrix([[0, 0]]),
      Y: matrix([[0, 1]]),
    });
    expect([difference, nonZero]).toEqual([0, 0]);
  });

  test('tells which share of the units of each hidden layer is saturated', () => {
    const steep = createNetwork([1, 4, 2, 1], { hidden: [tanh, relu], scheme: () => 0 });
    steep.parameters.b[1].values.set([20, 0, 0, -20]);
    steep.parameters.b[2].values.set([-1, 1]);
    const set = { X: matrix([[1, 2]]), Y: matrix([[1, 0]]) };
    expect(checkGradients(steep, set).saturation).toEqual([0, 0.5, 0.5, 0]);
    expect(checkGradients(steep, set, { saturatedBelow: 2 }).saturation).toEqual([0, 1, 1, 0]);
    expect(checkGradients(steep, set, { saturatedBelow: 0 }).saturation).toEqual([0, 0, 0, 0]);
  });

  test('leaves network, data and gradients as they are', () => {
    const given = copyNetwork(network);
    checkGradients(given, data, { masks, gradients, l1: 1 });
    expect(given).toEqual(network);
    expect(gradients).toEqual(modelBackward(network, modelForward(network, data.X), data.Y));
  });

  test.each([
    { epsilon: 0 },
    { epsilon: Number.NaN },
    { sample: 0 },
    { sample: 2.5 },
    { seed: -1 },
    { saturatedBelow: -1 },
    { l1: -1 },
    { l2: Infinity },
  ])('refuses %o', (options) => {
    expect(() => checkGradients(network, data, options)).toThrow(RangeError);
  });

  test('refuses gradients of another shape', () => {
    const dW = [...gradients.dW.slice(0, 3), zeros(3, 2)];
    expect(() => checkGradients(network, data, { gradients: { ...gradients, dW } })).toThrow(
      new ShapeError('Cannot compare dW3 (3 x 2) with slopes of W3 (2 x 3)'),
    );
  });
});

describe('a sample of checkGradients()', () => {
  test('has as many different parameters as were asked for, the same for a seed', () => {
    const check = (sample: number, seed = 1) => checkGradients(network, data, { sample, seed });
    expect(check(10)).toMatchObject({ checked: 10, of: COUNT });
    expect(check(10)).toEqual(check(10));
    expect(check(10)).not.toEqual(check(10, 2));
    expect(check(1000).checked).toBe(COUNT);
    expect(check(10).difference).toBeLessThan(1e-8);
  });

  test('is spread over all matrices, as far as they go', () => {
    const { parameters } = createNetwork([100, 20, 3, 1]);
    const chosen = chooseCoordinates(parameters, 60, 1);
    const counts: Record<string, number> = {};
    for (const { layer, parameter } of chosen) {
      counts[`${parameter}${layer}`] = (counts[`${parameter}${layer}`] ?? 0) + 1;
    }
    expect(counts).toEqual({ b3: 1, W3: 3, b2: 3, b1: 18, W2: 18, W1: 17 });
    expect(new Set(chosen.map((at) => JSON.stringify(at))).size).toBe(60);
  });

  test('chooses every parameter of a matrix equally often', () => {
    const { parameters } = createNetwork([10, 1], { scheme: xavier });
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      for (const { parameter, col } of chooseCoordinates(parameters, 4, seed)) {
        if (parameter === 'W') counts[col]++;
      }
    }
    // Three of ten each time: 600, with a deviation of sqrt(2000 0.3 0.7) = 20.
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(100);
  });
});
