import { fc, test as property } from '@fast-check/vitest';
import { describe, test } from 'vitest';
import {
  clipByNorm,
  clipByValue,
  type Gradients,
  gradientDescent,
  gradientNorm,
  type Matrix,
  matrix,
  type Optimizer,
  zeros,
} from '../../../src/index.js';
import { expect } from '../../matchers.js';
import { drawGradients, drawParameters, update } from './everyOptimizer.js';

/** Keeps what it is handed, and moves nothing. */
function catching(): { optimizer: Optimizer; caught: Gradients[] } {
  const caught: Gradients[] = [];
  return {
    caught,
    optimizer: {
      name: 'catching',
      learningRate: () => 1,
      updateInto(_parameters, gradients) {
        caught.push(gradients);
      },
    },
  };
}

function one(values: readonly number[]): Gradients {
  return { dW: [zeros(0, 0), matrix([values])], db: [zeros(0, 0), zeros(1, 1)] };
}

/** What `wrap` hands on of a gradient with these entries. */
function clipped(wrap: (inner: Optimizer) => Optimizer, values: readonly number[]): Matrix {
  const { optimizer, caught } = catching();
  const gradients = one(values);
  const parameters = { W: [zeros(0, 0), zeros(1, values.length)], b: gradients.db };
  wrap(optimizer).updateInto(parameters, gradients, { learningRate: 1, update: 1 }, []);
  return caught[0].dW[1];
}

const entries = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
const limits = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

describe('clipByNorm()', () => {
  property.prop([entries, limits])(
    'hands on no more than its limit, in the same direction',
    (values, limit) => {
      const found = clipped((inner) => clipByNorm(limit, inner), values);
      const norm = gradientNorm(one(values));
      expect(gradientNorm(one([...found.values]))).toBeLessThanOrEqual(limit * (1 + 1e-12));
      const scale = Math.min(1, limit / (norm + 1e-6));
      expect(found).toBeAllclose(matrix([values.map((x) => x * scale)]), { relative: 1e-12 });
    },
  );

  test('hands on the very gradients that are short enough', () => {
    const { optimizer, caught } = catching();
    const gradients = drawGradients(2);
    clipByNorm(1000, optimizer).updateInto(
      drawParameters(1),
      gradients,
      { learningRate: 1, update: 1 },
      [],
    );
    expect(caught[0]).toBe(gradients);
  });

  test('takes all layers, weights and biases, as one vector', () => {
    const { optimizer, caught } = catching();
    update(clipByNorm(0.25, optimizer), drawParameters(1), [], [2, 2]);
    expect(gradientNorm(caught[0])).toBeCloseTo(0.25, 6);
    const { dW, db } = drawGradients(2);
    const scale = caught[0].dW[1].values[0] / dW[1].values[0];
    expect(caught[0].db[3].values[0]).toBeCloseTo(db[3].values[0] * scale, 12);
  });

  test('hands on NaN where a gradient is infinite or NaN, as PyTorch does', () => {
    const clip = (inner: Optimizer) => clipByNorm(1, inner);
    expect([...clipped(clip, [Infinity, 1]).values]).toEqual([Number.NaN, 0]);
    expect([...clipped(clip, [Number.NaN, 1]).values]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('clipByValue()', () => {
  property.prop([entries, limits])('brings each entry to within its limit', (values, limit) => {
    const found = clipped((inner) => clipByValue(limit, inner), values);
    expect([...found.values]).toEqual(
      values.map((x) => (x > limit ? limit : x < -limit ? -limit : x)),
    );
  });

  test('hands on NaN', () => {
    const found = clipped((inner) => clipByValue(1, inner), [Number.NaN, Infinity]);
    expect([...found.values]).toEqual([Number.NaN, 1]);
  });
});

describe.each([
  ['clipByNorm', clipByNorm],
  ['clipByValue', clipByValue],
] as const)('%s()', (name, clip) => {
  test('makes its room once for a run', () => {
    const { optimizer, caught } = catching();
    update(clip(0.1, optimizer), drawParameters(1), [], [1, 1]);
    const parameters = drawParameters(1);
    update(clip(0.1, optimizer), parameters, [], [1, 1]);
    const lists = { W: [...parameters.W], b: [...parameters.b] };
    update(clip(0.1, optimizer), lists, [], [2, 3]);
    const [other, first, ...later] = caught.map(({ dW, db }) => [...dW, ...db]);
    for (const again of later) expect(again.every((A, k) => A === first[k])).toBe(true);
    expect(later).toHaveLength(2);
    expect(other[1]).not.toBe(first[1]);
  });

  test('is not linear, so that the Gram form is not taken', () => {
    expect(clip(1, gradientDescent(0.1)).linear ?? false).toBe(false);
  });

  test.each([0, -1, Number.NaN, Infinity])('refuses a limit of %d', (limit) => {
    expect(() => clip(limit, gradientDescent(0.1))).toThrow(RangeError);
    expect(() => clip(limit, gradientDescent(0.1))).toThrow(
      `The limit of ${name} is a positive finite number; found ${limit}`,
    );
  });
});

test('gradientNorm() is that of all entries, in float64 in float32 too', () => {
  const { dW, db } = drawGradients(2, 'float32');
  const all = [...dW, ...db].flatMap(({ values }) => [...values]);
  expect(gradientNorm({ dW, db })).toBeAllclose(Math.hypot(...all), { relative: 1e-14 });
});
