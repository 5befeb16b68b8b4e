import { describe, test } from 'vitest';
import {
  copyParameters,
  descend,
  type Gradients,
  gradientDescent,
  initializeParameters,
  matrix,
  modelBackward,
  modelForward,
  type Network,
  type Parameters,
  ShapeError,
  zeros,
} from '../../src/index.js';
import { goldens, nameOf, networkOf, parametersOf } from '../goldens/model.js';
import { expect } from '../matchers.js';

const rounding = { relative: 1e-12, absolute: 1e-14 };

describe.each(goldens.networks.map((golden) => [nameOf(golden), golden] as const))(
  'descend() of %s, against NumPy,',
  (_name, golden) => {
    const after = (steps: number): Parameters => {
      const X = matrix(golden.X);
      const Y = matrix(golden.Y);
      let network: Network = networkOf(golden);
      for (let i = 0; i < steps; i++) {
        const gradients = modelBackward(network, modelForward(network, X), Y);
        const parameters = descend(network.parameters, gradients, golden.learningRate);
        network = { ...network, parameters };
      }
      return network.parameters;
    };

    test.each([
      [1, golden.after1],
      [10, golden.after10],
    ])('has the parameters after %i steps', (steps, expected) => {
      const [actual, numpy] = [after(steps), parametersOf(expected)];
      expect([actual.W, actual.b]).toBeAllclose([numpy.W, numpy.b], rounding);
    });
  },
);

const parameters = initializeParameters([2, 3, 1]);
const gradients: Gradients = {
  dW: initializeParameters([2, 3, 1], { seed: 2 }).W,
  db: [zeros(0, 0), matrix([[1], [2], [3]]), matrix([[4]])],
};

test('descend() leaves parameters and gradients as they are', () => {
  const given = copyParameters(parameters);
  const slopes = { dW: gradients.dW, db: gradients.db };
  descend(given, slopes, 0.1);
  expect(given).toEqual(initializeParameters([2, 3, 1]));
  expect(slopes.dW).toEqual(initializeParameters([2, 3, 1], { seed: 2 }).W);
});

test('descend() shares no memory with the parameters it was given', () => {
  const given = copyParameters(parameters);
  const next = descend(given, gradients, 0.1);
  const kept = copyParameters(next);
  for (const { values } of [...given.W, ...given.b]) values.fill(9);
  expect(next).toEqual(kept);
});

test('descend() keeps the precision of the parameters', () => {
  const single = initializeParameters([2, 3, 1], { precision: 'float32' });
  expect(descend(single, gradients, 0.1).W[1].values).toBeInstanceOf(Float32Array);
});

test('descend() refuses a gradient of another shape and names both', () => {
  const step = () => descend(parameters, { ...gradients, dW: [zeros(0, 0), zeros(2, 3)] }, 0.1);
  expect(step).toThrow(ShapeError);
  expect(step).toThrow('dW1 (2 x 3) from W1 (3 x 2)');
});

test('descend() refuses gradients of fewer layers', () => {
  const step = () => descend(parameters, { ...gradients, db: gradients.db.slice(0, 2) }, 0.1);
  expect(step).toThrow(ShapeError);
  expect(step).toThrow('db2 (nothing) from b2 (1 x 1)');
});

test('updateInto() of gradientDescent() has the bits of descend(), in the same memory', () => {
  const moved = copyParameters(parameters);
  const memory = [...moved.W, ...moved.b].map(({ values }) => values);
  gradientDescent(0.1).updateInto(moved, gradients, { learningRate: 0.1, update: 1 }, []);
  expect(moved).toEqual(descend(parameters, gradients, 0.1));
  [...moved.W, ...moved.b].forEach(({ values }, i) => {
    expect(values).toBe(memory[i]);
  });
});

test('gradientDescent() of a number keeps it for every iteration', () => {
  const { learningRate } = gradientDescent(0.03);
  expect([0, 1, 1_000_000].map((at) => learningRate(at))).toEqual([0.03, 0.03, 0.03]);
});

test('gradientDescent() of a schedule asks it', () => {
  const { learningRate } = gradientDescent((iteration) => 1 / (1 + iteration));
  expect([0, 1, 3].map((at) => learningRate(at))).toEqual([1, 0.5, 0.25]);
});

test.each([0, -0.1, Number.NaN, Infinity])('gradientDescent(%d) refuses the rate', (rate) => {
  expect(() => gradientDescent(rate)).toThrow(RangeError);
  expect(() => gradientDescent(rate)).toThrow(`found ${rate}`);
});
