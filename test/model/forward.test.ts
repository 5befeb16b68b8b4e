import { describe, test } from 'vitest';
import {
  copyMatrix,
  copyNetwork,
  createNetwork,
  layerForward,
  linearForward,
  type Matrix,
  matrix,
  modelForward,
  relu,
  ShapeError,
  tanh,
  xavier,
  zeros,
} from '../../src/index.js';
import { allocateForward, modelForwardInto } from '../../src/model/forward.js';
import { placingNetworks } from '../../src/model/network.js';
import { arenaOf, createArena } from '../../src/numerics/arena.js';
import { byLayer, goldens, nameOf, networkOf } from '../goldens/model.js';
import { expect } from '../matchers.js';
import { randomMatrix } from './randomMatrix.js';

// Sums of a dozen products, in another order and through another exp.
const rounding = { relative: 1e-13, absolute: 1e-15 };

describe.each(goldens.networks.map((golden) => [nameOf(golden), golden] as const))(
  'modelForward() of %s, against NumPy,',
  (_name, golden) => {
    const X = matrix(golden.X);
    const pass = modelForward(networkOf(golden), X);

    test('has every Z', () => {
      expect(pass.Z).toBeAllclose(byLayer(golden.Z), rounding);
    });

    test('has every A', () => {
      expect(pass.A.slice(1)).toBeAllclose(
        golden.A.map((rows) => matrix(rows)),
        rounding,
      );
    });

    test('has AL', () => {
      expect(pass.AL).toBeAllclose(matrix(golden.AL), rounding);
    });
  },
);

const network = createNetwork([4, 3, 2], { hidden: tanh, scheme: xavier });
const X = randomMatrix(4, 6, 2);

test('modelForward() begins with A[0] = X and ends with AL = A[L]', () => {
  const { A, AL } = modelForward(network, X);
  expect(A[0]).toBe(X);
  expect(A[2]).toBe(AL);
});

test('modelForward() leaves network and X as they are', () => {
  const [given, examples] = [copyNetwork(network), copyMatrix(X)];
  modelForward(given, examples);
  expect(given).toEqual(network);
  expect(examples).toEqual(X);
});

test('modelForward() gives memory of its own to each pass', () => {
  const first = modelForward(network, X);
  const kept = first.AL.values.slice();
  modelForward(network, randomMatrix(4, 6, 3));
  expect(first.AL.values).toEqual(kept);
});

test('modelForward() treats each example as if it were alone', () => {
  const together = modelForward(network, X).AL;
  const alone = Array.from({ length: 6 }, (_, j) => modelForward(network, column(X, j)).AL);
  expect(alone).toEqual(Array.from({ length: 6 }, (_, j) => column(together, j)));
});

test('modelForward() takes a batch of no examples', () => {
  expect(modelForward(network, zeros(4, 0)).AL).toEqual(zeros(2, 0));
});

test('modelForward() passes NaN in one example on to that example alone', () => {
  const spoilt = copyMatrix(X);
  spoilt.values[2] = Number.NaN;
  const { AL } = modelForward(createNetwork([4, 3, 1], { hidden: relu }), spoilt);
  expect([...AL.values].map(Number.isNaN)).toEqual([false, false, true, false, false, false]);
});

test('modelForward() in float32 stays close to float64', () => {
  const single = createNetwork([4, 3, 2], { hidden: tanh, scheme: xavier, precision: 'float32' });
  const { AL } = modelForward(single, randomMatrix(4, 6, 2, 'float32'));
  expect(AL.values).toBeInstanceOf(Float32Array);
  expect(AL).toBeAllclose(modelForward(network, X).AL, { relative: 1e-6 });
});

test('modelForward() refuses X of another height and names both shapes', () => {
  const forward = () => modelForward(network, zeros(5, 6));
  expect(forward).toThrow(ShapeError);
  expect(forward).toThrow('Cannot multiply W1 (3 x 4) by A0 (5 x 6): inner sizes are 4 and 5');
});

test('linearForward() refuses factors that do not fit and names both shapes', () => {
  const forward = () => linearForward(zeros(4, 6), zeros(3, 5), zeros(3, 1));
  expect(forward).toThrow(ShapeError);
  expect(forward).toThrow('(3 x 5) times (4 x 6)');
});

test.each([
  [2, 1],
  [3, 2],
])('linearForward() refuses b of shape %i x %i and names both shapes', (rows, cols) => {
  const forward = () => linearForward(zeros(4, 6), zeros(3, 4), zeros(rows, cols));
  expect(forward).toThrow(ShapeError);
  expect(forward).toThrow(`b (${rows} x ${cols}) to rows of W (3 x 4)`);
});

test('layerForward() is one layer of modelForward()', () => {
  const { W, b } = network.parameters;
  const pass = modelForward(network, X);
  expect(layerForward(X, W[1], b[1], tanh)).toEqual({ Z: pass.Z[1], A: pass.A[1] });
});

test('modelForward() leaves its results in ordinary memory, wherever X and the weights live', () => {
  const placed = createArena().place(X);
  const pass = modelForward(placingNetworks()(network, placed), placed);
  for (const result of [...pass.Z, ...pass.A.slice(1)]) expect(arenaOf(result)).toBeUndefined();
  expect(pass.AL).toEqual(modelForward(network, X).AL);
});

test('modelForwardInto() has the bits of modelForward()', () => {
  const pass = modelForwardInto(allocateForward(network, 6), network, X);
  expect(pass).toEqual(modelForward(network, X));
});

test('modelForwardInto() writes over what was there, in the same memory', () => {
  const buffers = allocateForward(network, 6);
  const memory = [...buffers.Z, ...buffers.A.slice(1)].map(({ values }) => values);
  modelForwardInto(buffers, network, randomMatrix(4, 6, 3));
  const pass = modelForwardInto(buffers, network, X);
  expect(pass).toBe(buffers);
  [...pass.Z, ...pass.A.slice(1)].forEach(({ values }, i) => {
    expect(values).toBe(memory[i]);
  });
  expect(pass).toEqual(modelForward(network, X));
});

test('modelForwardInto() refuses buffers for another number of examples', () => {
  const forward = () => modelForwardInto(allocateForward(network, 5), network, X);
  expect(forward).toThrow(ShapeError);
  expect(forward).toThrow('into 3 x 5');
});

function column({ rows, cols, values }: Matrix, j: number): Matrix {
  return { rows, cols: 1, values: values.filter((_, i) => i % cols === j) };
}
