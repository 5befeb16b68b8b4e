import { describe, expect, test } from 'vitest';
import {
  copyParameters,
  firstMoments,
  gradientDescent,
  initializeParameters,
  momentum,
  type Optimizer,
  type Parameters,
  type Precision,
  scaled,
} from '../../src/index.js';

const layerDims = [3, 4, 1];

function drawn(seed: number, precision: Precision = 'float64'): Parameters {
  return initializeParameters(layerDims, { seed, scheme: scaled(1), precision });
}

function gradientsOf(seed: number, precision?: Precision) {
  const { W, b } = drawn(seed, precision);
  b.forEach(({ values }, l) => {
    values.fill(seed - l);
  });
  return { dW: W, db: b };
}

function moved(optimizer: Optimizer, steps: number, precision?: Precision): Parameters {
  const parameters = drawn(1, precision);
  const moments = firstMoments(optimizer, parameters);
  for (let i = 0; i < steps; i++) {
    optimizer.updateInto(
      parameters,
      gradientsOf(i + 2, precision),
      { learningRate: 0.1, update: i + 1 },
      moments,
    );
  }
  return parameters;
}

/** Velocities written out: after n steps V is the sum of beta^(n - i) g_i. */
function expected(beta: number, nesterov: boolean, steps: number): number[] {
  const flat = ({ W, b }: Parameters) => [...W, ...b].flatMap(({ values }) => [...values]);
  const gradients = Array.from({ length: steps }, (_, i) => {
    const { dW, db } = gradientsOf(i + 2);
    return flat({ W: dW, b: db });
  });
  const velocity = (n: number, entry: number) =>
    gradients.slice(0, n + 1).reduce((v, g, i) => v + beta ** (n - i) * g[entry], 0);
  return flat(drawn(1)).map((start, entry) =>
    gradients.reduce(
      (p, g, n) => p - 0.1 * (nesterov ? g[entry] + beta * velocity(n, entry) : velocity(n, entry)),
      start,
    ),
  );
}

describe.each([false, true])('momentum() with nesterov %s', (nesterov) => {
  test.each([0, 0.5, 0.9])('is the sum of its velocities, beta %d', (beta) => {
    const { W, b } = moved(momentum(0.1, { beta, nesterov }), 7);
    const entries = [...W, ...b].flatMap(({ values }) => [...values]);
    entries.forEach((entry, i) => {
      expect(entry).toBeCloseTo(expected(beta, nesterov, 7)[i], 12);
    });
  });

  test('without beta is gradient descent, bit for bit', () => {
    for (const precision of ['float64', 'float32'] as const) {
      expect(moved(momentum(0.1, { beta: 0, nesterov }), 5, precision)).toEqual(
        moved(gradientDescent(0.1), 5, precision),
      );
    }
  });
});

test('momentum() moves in the same memory, and remembers nothing itself', () => {
  const optimizer = momentum(0.1);
  const first = moved(optimizer, 3);
  expect(moved(optimizer, 3)).toEqual(first);
  const parameters = copyParameters(first);
  const memory = parameters.W.map(({ values }) => values);
  optimizer.updateInto(
    parameters,
    gradientsOf(9),
    { learningRate: 0.1, update: 1 },
    firstMoments(optimizer, parameters),
  );
  parameters.W.forEach(({ values }, l) => {
    expect(values).toBe(memory[l]);
  });
});

test.each([1, -0.1, Number.NaN])('momentum() refuses a beta of %d', (beta) => {
  expect(() => momentum(0.1, { beta })).toThrow(RangeError);
  expect(() => momentum(0.1, { beta })).toThrow(`found ${beta}`);
});

test('momentum() asks for its velocity where it is missing', () => {
  const step = () =>
    momentum(0.1).updateInto(drawn(1), gradientsOf(2), { learningRate: 0.1, update: 1 }, []);
  expect(step).toThrow('hand over firstMoments(optimizer, parameters)');
});

test('momentum() takes and refuses learning rates as gradientDescent() does', () => {
  expect(() => momentum(0)).toThrow('found 0');
  expect(momentum((iteration) => 1 / (1 + iteration)).learningRate(3)).toBe(0.25);
});
