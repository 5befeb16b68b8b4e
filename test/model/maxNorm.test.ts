import { describe, test } from 'vitest';
import {
  copyParameters,
  createNetwork,
  firstMoments,
  gradientDescent,
  initializeParameters,
  type Matrix,
  maxNorm,
  momentum,
  type Optimizer,
  type Parameters,
  scaled,
  zeros,
} from '../../src/index.js';
import { expect } from '../matchers.js';

const layerDims = [6, 4, 1];

function drawn(seed: number, precision: 'float64' | 'float32' = 'float64'): Parameters {
  return initializeParameters(layerDims, { seed, scheme: scaled(1), precision });
}

function moved(optimizer: Optimizer, steps: number, precision?: 'float32'): Parameters {
  const parameters = drawn(1, precision);
  const moments = firstMoments(optimizer, parameters);
  for (let i = 0; i < steps; i++) {
    const { W, b } = drawn(i + 2, precision);
    for (const { values } of b) values.fill(-30);
    const settings = { learningRate: 0.1, update: i + 1 };
    optimizer.updateInto(parameters, { dW: W, db: b }, settings, moments);
  }
  return parameters;
}

function rowNorms({ rows, cols, values }: Matrix): number[] {
  return Array.from({ length: rows }, (_, i) =>
    Math.hypot(...values.subarray(i * cols, (i + 1) * cols)),
  );
}

describe('maxNorm()', () => {
  test.each(['float64', 'float32'] as const)('scales long rows back to the limit, %s', (kind) => {
    const precision = kind === 'float32' ? kind : undefined;
    const free = moved(gradientDescent(0.1), 1, precision).W.flatMap(rowNorms);
    const held = moved(maxNorm(1.5, gradientDescent(0.1)), 1, precision).W.flatMap(rowNorms);
    expect(free.some((norm) => norm > 1.5)).toBe(true);
    expect(held).toBeAllclose(
      free.map((norm) => Math.min(norm, 1.5)),
      { relative: kind === 'float32' ? 1e-6 : 1e-14 },
    );
  });

  test('keeps the direction of each row', () => {
    const free = moved(gradientDescent(0.1), 1).W[1];
    const held = moved(maxNorm(0.5, gradientDescent(0.1)), 1).W[1];
    const directions = (W: Matrix) =>
      [...W.values].map((w, k) => w / rowNorms(W)[Math.floor(k / 6)]);
    expect(directions(held)).toBeAllclose(directions(free), { relative: 1e-14 });
  });

  test('leaves short rows and all biases as the optimizer left them, in every bit', () => {
    const optimizer = momentum(0.1);
    expect(moved(maxNorm(1000, optimizer), 5)).toEqual(moved(optimizer, 5));
    expect(moved(maxNorm(0.1, optimizer), 5).b).toEqual(moved(optimizer, 5).b);
  });

  test('works after the step, on every step', () => {
    const optimizer = gradientDescent(0.1);
    const parameters = drawn(1);
    const gradients = { dW: drawn(2).W, db: drawn(2).b };
    const twice = copyParameters(parameters);
    for (const update of [1, 2]) {
      maxNorm(1, optimizer).updateInto(parameters, gradients, { learningRate: 0.1, update }, []);
      optimizer.updateInto(twice, gradients, { learningRate: 0.1, update }, []);
      maxNorm(1, { name: 'nothing', learningRate: () => 0.1, updateInto() {} }).updateInto(
        twice,
        gradients,
        { learningRate: 0.1, update },
        [],
      );
    }
    expect(parameters).toEqual(twice);
  });

  test('keeps the learning rate and the moments of its optimizer, and is not linear', () => {
    const optimizer = momentum(0.2);
    const held = maxNorm(1, optimizer);
    expect(held.learningRate(3)).toBe(0.2);
    expect(held.momentCount).toBe(1);
    expect(held.linear ?? false).toBe(false);
  });

  test('leaves weights that are all 0', () => {
    const { parameters } = createNetwork([2, 1], { scheme: () => 0 });
    const gradients = { dW: [zeros(0, 0), zeros(1, 2)], db: [zeros(0, 0), zeros(1, 1)] };
    const settings = { learningRate: 1, update: 1 };
    maxNorm(1, gradientDescent(1)).updateInto(parameters, gradients, settings, []);
    expect(parameters.W[1]).toEqual(zeros(1, 2));
  });

  test.each([0, -1, Number.NaN, Infinity])('refuses a limit of %d', (limit) => {
    expect(() => maxNorm(limit, gradientDescent(1))).toThrow(
      new RangeError(`The largest norm of weights is a positive finite number; found ${limit}`),
    );
  });
});
