import { describe, test } from 'vitest';
import {
  copyMatrix,
  createNetwork,
  createRandom,
  dropoutMasks,
  type Matrix,
  matrix,
  modelBackward,
  modelForward,
  type Network,
  relu,
  ShapeError,
  sigmoid,
  tanh,
  xavier,
  zeros,
} from '../../src/index.js';
import { allocateBackward, modelBackwardInto } from '../../src/model/backward.js';
import { droppingBy } from '../../src/model/dropout/dropUnits.js';
import { allocateForward, modelForwardInto } from '../../src/model/forward.js';
import { expect } from '../matchers.js';
import { randomLabels, randomMatrix } from './randomMatrix.js';

const network = createNetwork([3, 5, 4, 1], { hidden: [tanh, relu], scheme: xavier, seed: 4 });
const X = randomMatrix(3, 20, 2);
const Y = randomLabels(1, 20, 3);

describe('dropoutMasks()', () => {
  test('has 0 and 1 / keep where units are dropped and kept', () => {
    const masks = dropoutMasks(network, 20, { keep: 0.8 }, 0);
    expect(new Set([...masks[1].values, ...masks[2].values])).toEqual(new Set([0, 1 / 0.8]));
  });

  test('with one number keeps the inputs and the output', () => {
    const masks = dropoutMasks(network, 20, { keep: 0.8 }, 0);
    expect(masks.map(({ rows, cols }) => [rows, cols])).toEqual([
      [0, 0],
      [5, 20],
      [4, 20],
      [0, 0],
    ]);
  });

  test('with a list has a probability for each layer, the inputs first', () => {
    const masks = dropoutMasks(network, 20, { keep: [0.5, 1, 0.25] }, 0);
    expect(masks.map(({ values }) => Math.max(0, ...values))).toEqual([2, 0, 4, 0]);
  });

  test('is a function of seed and iteration', () => {
    const masks = (seed: number, iteration: number) =>
      dropoutMasks(network, 20, { keep: 0.5, seed }, iteration);
    expect(masks(7, 3)).toEqual(masks(7, 3));
    expect(masks(7, 3)).not.toEqual(masks(7, 4));
    expect(masks(7, 3)).not.toEqual(masks(8, 3));
  });

  test('frozen is what NumPy draws for all layers from one seed, at every iteration', () => {
    const random = createRandom(6);
    const rand = (rows: number, cols: number, keep: number) => {
      const D = zeros(rows, cols);
      D.values.forEach((_, i) => {
        D.values[i] = random.uniform() < keep ? 1 / keep : 0;
      });
      return D;
    };
    rand(3, 20, 1);
    const expected = [zeros(0, 0), rand(5, 20, 0.5), rand(4, 20, 0.25), zeros(0, 0)];
    for (const iteration of [0, 1, 70]) {
      const options = { keep: [1, 0.5, 0.25], seed: 6, frozen: true };
      expect(dropoutMasks(network, 20, options, iteration)).toEqual(expected);
    }
  });

  test('has the precision of the network', () => {
    const single = createNetwork([3, 5, 1], { precision: 'float32' });
    expect(dropoutMasks(single, 2, { keep: 0.5 }, 0)[1].values).toBeInstanceOf(Float32Array);
  });

  test.each([0, -0.1, 1.1, Number.NaN])('refuses to keep with probability %d', (keep) => {
    for (const given of [keep, [1, keep, 1]]) {
      expect(() => dropoutMasks(network, 2, { keep: given }, 0)).toThrow(
        new RangeError(`A unit is kept with a probability above 0 and at most 1; found ${keep}`),
      );
    }
  });

  test('refuses a list of another length than there are layers', () => {
    expect(() => dropoutMasks(network, 2, { keep: [1, 0.5, 0.5, 1] }, 0)).toThrow(
      'layers 0 to 2, with 3 probabilities; found 4',
    );
  });

  test('refuses what cannot seed a generator', () => {
    expect(() => dropoutMasks(network, 2, { keep: 0.5, seed: -1 }, 0)).toThrow(RangeError);
  });
});

const masks = dropoutMasks(network, 20, { keep: [0.7, 0.6, 0.5], seed: 9 }, 0);

describe('modelForward() with masks', () => {
  test('multiplies A[l] by masks[l] before the next layer reads it', () => {
    const { A, Z } = modelForward(network, X, masks);
    const { W, b } = network.parameters;
    let read = product(X, masks[0]);
    expect(A[0]).toBeAllclose(read, { relative: 0 });
    for (const l of [1, 2, 3]) {
      const affine = zeros(W[l].rows, 20);
      affine.values.forEach((_, k) => {
        const [i, j] = [Math.floor(k / 20), k % 20];
        let sum = b[l].values[i];
        for (let n = 0; n < W[l].cols; n++) {
          sum += W[l].values[i * W[l].cols + n] * read.values[n * 20 + j];
        }
        affine.values[k] = sum;
      });
      expect(Z[l]).toBeAllclose(affine, { absolute: 1e-15 });
      const g = [relu, tanh, relu, sigmoid][l];
      read = { ...affine, values: affine.values.map((z) => g.value(z)) };
      if (l < 3) read = product(read, masks[l]);
      expect(A[l]).toBeAllclose(read, { absolute: 1e-15 });
    }
  });

  test('leaves X, and is the plain pass where all masks are empty', () => {
    const given = copyMatrix(X);
    modelForward(network, given, masks);
    expect(given).toEqual(X);
    const kept = dropoutMasks(network, 20, { keep: 1 }, 0);
    const { A, Z, AL } = modelForward(network, X, kept);
    expect({ A, Z, AL }).toEqual(modelForward(network, X));
  });

  test('keeps the mean of what the next layer reads', () => {
    const wide = createNetwork([1, 20_000, 1], { hidden: sigmoid, scheme: xavier });
    const one = matrix([[1]]);
    const mean = ({ values }: Matrix) =>
      [...values].reduce((sum, value) => sum + value, 0) / values.length;
    const dropped = modelForward(wide, one, dropoutMasks(wide, 1, { keep: 0.5 }, 0));
    // Four deviations: sqrt((1 - keep) / keep * a^2 / 20,000) for a of about 0.5.
    expect(dropped.A[1].values).toContain(0);
    expect(Math.abs(mean(dropped.A[1]) - mean(modelForward(wide, one).A[1]))).toBeLessThan(0.016);
  });

  test('refuses a mask of another shape', () => {
    const wrong = [masks[0], zeros(5, 19), masks[2], masks[3]];
    expect(() => modelForward(network, X, wrong)).toThrow(
      new ShapeError('Cannot drop units of (5 x 20) by a mask of (5 x 19)'),
    );
  });

  test('refuses a mask for the output', () => {
    const wrong = [...masks.slice(0, 3), zeros(1, 20)];
    expect(() => modelForward(network, X, wrong)).toThrow('found a mask for layer 3');
  });
});

describe('modelBackward() of a pass with masks', () => {
  test('gives the slopes of the cost, by central differences', () => {
    const { dW, db } = modelBackward(network, modelForward(network, X, masks), Y);
    const step = 6e-6;
    const costAt = (moved: Network) => {
      const { Z } = modelForward(moved, X, masks);
      return network.loss.cost(Z[3], Y);
    };
    const slopes = [...network.parameters.W, ...network.parameters.b].map((A) => ({
      ...A,
      values: A.values.map((p, i) => {
        A.values[i] = p + step;
        const above = costAt(network);
        A.values[i] = p - step;
        const below = costAt(network);
        A.values[i] = p;
        return (above - below) / (2 * step);
      }),
    }));
    expect([...dW, ...db]).toBeAllclose(slopes, { relative: 1e-7, absolute: 1e-9 });
  });

  test('refuses a pass that lost its undropped activations', () => {
    const { A, Z, AL, masks: kept } = modelForward(network, X, masks);
    const pass = kept === undefined ? { A, Z, AL } : { A, Z, AL, masks: kept };
    expect(() => modelBackward(network, pass, Y)).toThrow(/no list undropped/);
  });
});

test('passes with masks have the same bits in buffers that are made once', () => {
  const [forward, backward] = [allocateForward(network, 20), allocateBackward(network, 20)];
  const current = dropoutMasks(network, 20, { keep: 0.5 }, 0).slice();
  const dropping = droppingBy(current);
  for (const iteration of [0, 1, 2]) {
    const drawn = dropoutMasks(network, 20, { keep: [0.7, 0.6, 0.5] }, iteration);
    current.splice(0, current.length, ...drawn);
    const pass = modelForwardInto(forward, network, X, dropping);
    const { dW, db } = modelBackwardInto(backward, network, pass, Y);
    const fresh = modelBackward(network, modelForward(network, X, drawn), Y);
    expect([...dW, ...db]).toEqual([...fresh.dW, ...fresh.db]);
  }
  const { A, Z, AL } = modelForwardInto(forward, network, X);
  expect({ A, Z, AL }).toEqual(modelForward(network, X));
});

function product(A: Matrix, B: Matrix): Matrix {
  return { ...A, values: A.values.map((a, i) => a * B.values[i]) };
}
