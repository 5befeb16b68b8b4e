import { describe, test } from 'vitest';
import {
  type Activation,
  copyMatrix,
  copyNetwork,
  createNetwork,
  identity,
  layerBackward,
  leakyRelu,
  linearBackward,
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
import { allocateBackward, modelBackwardInto } from '../../src/model/backward.js';
import { byLayer, goldens, nameOf, networkOf } from '../goldens/model.js';
import { expect } from '../matchers.js';
import { centralDifferences } from './centralDifferences.js';
import { randomLabels, randomMatrix } from './randomMatrix.js';

// NumPy divided by AL (1 - AL) and multiplied again, as the post does.
const rounding = { relative: 1e-12, absolute: 1e-15 };

describe.each(goldens.networks.map((golden) => [nameOf(golden), golden] as const))(
  'modelBackward() of %s, against NumPy,',
  (_name, golden) => {
    const network = networkOf(golden);
    const gradients = modelBackward(
      network,
      modelForward(network, matrix(golden.X)),
      matrix(golden.Y),
    );

    test('has every dW', () => {
      expect(gradients.dW).toBeAllclose(byLayer(golden.dW), rounding);
    });

    test('has every db', () => {
      expect(gradients.db).toBeAllclose(byLayer(golden.db), rounding);
    });
  },
);

const smooth = [sigmoid, tanh, identity];
const kinked = [relu, leakyRelu(), leakyRelu(0.3)];
const depths = [
  [3, 1],
  [4, 3, 1],
  [3, 5, 4, 1],
  [2, 2, 3, 2, 1],
  [3, 4, 2],
];
const cases = [...smooth, ...kinked].flatMap((hidden) =>
  depths.map((layerDims) => ({ hidden, name: hidden.name, layerDims })),
);

describe.each(cases)('modelBackward() with $name in $layerDims', ({ hidden, layerDims }) => {
  const check = checkGradients(layerDims, hidden);

  test('gives the slopes of the cost, by central differences', () => {
    expect(check.relativeDifference).toBeLessThan(1e-7);
  });

  // A check in which everything is 0 proves nothing. Rectified units may be off for all examples.
  test(`gives gradients that are not 0: ${check.nonZero} of ${check.count}`, () => {
    const least = hidden === relu ? check.count / 2 : check.count;
    expect(check.nonZero).toBeGreaterThanOrEqual(least);
  });
});

test('modelBackward() with another activation in each layer gives the slopes of the cost', () => {
  const check = checkGradients([3, 4, 4, 4, 1], [tanh, leakyRelu(0.2), sigmoid]);
  expect(check.relativeDifference).toBeLessThan(1e-7);
  expect(check.nonZero).toBe(check.count);
});

function checkGradients(layerDims: readonly number[], hidden: Activation | readonly Activation[]) {
  const activations = 'value' in hidden ? layerDims.slice(2).map(() => hidden) : hidden;
  const network = createNetwork(layerDims, { hidden: activations, scheme: xavier, seed: 5 });
  // Biases of 0 would hide a mistake in them.
  for (const { values } of network.parameters.b) values.set(values.map((_, i) => 0.1 * (i + 1)));
  const n = layerDims[layerDims.length - 1];
  return centralDifferences(network, randomMatrix(layerDims[0], 8, 6), randomLabels(n, 8, 7));
}

const network = createNetwork([4, 3, 2], { hidden: tanh, scheme: xavier });
const X = randomMatrix(4, 6, 2);
const Y = randomLabels(2, 6, 3);

test('modelBackward() leaves network, pass and Y as they are', () => {
  const given = copyNetwork(network);
  const pass = modelForward(given, copyMatrix(X));
  const labels = copyMatrix(Y);
  modelBackward(given, pass, labels);
  expect(given).toEqual(network);
  expect(pass).toEqual(modelForward(network, X));
  expect(labels).toEqual(Y);
});

test('modelBackward() gives memory of its own to each call', () => {
  const pass = modelForward(network, X);
  const first = modelBackward(network, pass, Y);
  const kept = first.dW.map(copyMatrix);
  modelBackward(network, pass, zeros(2, 6));
  expect(first.dW).toEqual(kept);
});

test('modelBackward() has nothing at index 0', () => {
  const { dW, db } = modelBackward(network, modelForward(network, X), Y);
  expect([dW[0], db[0]]).toEqual([zeros(0, 0), zeros(0, 0)]);
});

test('modelBackward() in float32 stays close to float64', () => {
  const single = createNetwork([4, 3, 2], { hidden: tanh, scheme: xavier, precision: 'float32' });
  const pass = modelForward(single, randomMatrix(4, 6, 2, 'float32'));
  const { dW, db } = modelBackward(single, pass, randomLabels(2, 6, 3, 'float32'));
  const exact = modelBackward(network, modelForward(network, X), Y);
  expect(dW[1].values).toBeInstanceOf(Float32Array);
  expect([...dW, ...db]).toBeAllclose([...exact.dW, ...exact.db], {
    relative: 1e-5,
    absolute: 1e-7,
  });
});

test.each([
  [1, 6],
  [2, 5],
])('modelBackward() refuses Y of shape %i x %i and names both', (rows, cols) => {
  const backward = () => modelBackward(network, modelForward(network, X), zeros(rows, cols));
  expect(backward).toThrow(ShapeError);
  expect(backward).toThrow(`Y (${rows} x ${cols}) from AL (2 x 6)`);
});

test('modelBackwardInto() has the bits of modelBackward()', () => {
  const pass = modelForward(network, X);
  const { dW, db } = modelBackwardInto(allocateBackward(network, 6), network, pass, Y);
  expect({ dW, db }).toEqual(gradientsOf(pass));
});

test('modelBackwardInto() writes over what was there, in the same memory', () => {
  const pass = modelForward(network, X);
  const buffers = allocateBackward(network, 6);
  const matrices = [...buffers.dW, ...buffers.db, ...buffers.dZ];
  const memory = matrices.map(({ values }) => values);
  for (const { values } of matrices) values.fill(Number.NaN);
  expect(modelBackwardInto(buffers, network, pass, Y)).toBe(buffers);
  matrices.forEach(({ values }, i) => {
    expect(values).toBe(memory[i]);
  });
  expect({ dW: buffers.dW, db: buffers.db }).toEqual(gradientsOf(pass));
});

test('allocateBackward() makes no room for dA[0], which nobody reads', () => {
  expect(allocateBackward(network, 6).dZ.map(({ rows, cols }) => [rows, cols])).toEqual([
    [0, 0],
    [3, 6],
    [2, 6],
  ]);
});

function gradientsOf(pass: ReturnType<typeof modelForward>) {
  const { dW, db } = modelBackward(network, pass, Y);
  return { dW, db };
}

test('linearBackward() and layerBackward() chain up to modelBackward()', () => {
  const pass = modelForward(network, X);
  const { W } = network.parameters;
  const dZ = matrix([
    [...pass.AL.values.subarray(0, 6)].map((a, j) => a - Y.values[j]),
    [...pass.AL.values.subarray(6)].map((a, j) => a - Y.values[6 + j]),
  ]);
  const last = linearBackward(dZ, pass.A[1], W[2]);
  const layer = { Z: pass.Z[1], A: pass.A[1], APrevious: X, W: W[1] };
  const first = layerBackward(last.dA, layer, tanh);
  const { dW, db } = modelBackward(network, pass, Y);
  expect([first.dW, last.dW, first.db, last.db]).toEqual([dW[1], dW[2], db[1], db[2]]);
});

test('linearBackward() gives dA = W^T dZ', () => {
  const W = matrix([
    [1, 2],
    [3, 4],
  ]);
  expect(linearBackward(matrix([[5], [6]]), zeros(2, 1), W).dA).toEqual(matrix([[23], [34]]));
});

test.each([
  ['examples', zeros(3, 6), zeros(4, 5), zeros(3, 4), '(3 x 6) times (4 x 5)^T'],
  ['units', zeros(2, 6), zeros(4, 6), zeros(3, 4), '(3 x 4)^T times (2 x 6)'],
  ['inputs', zeros(3, 6), zeros(5, 6), zeros(3, 4), 'W (3 x 4) to A (5 x 6)'],
])('linearBackward() refuses different numbers of %s', (_what, dZ, A, W, shapes) => {
  expect(() => linearBackward(dZ, A, W)).toThrow(ShapeError);
  expect(() => linearBackward(dZ, A, W)).toThrow(shapes);
});

test('layerBackward() refuses dA of another shape than Z and names both', () => {
  const layer = { Z: zeros(3, 6), A: zeros(3, 6), APrevious: zeros(4, 6), W: zeros(3, 4) };
  const backward = () => layerBackward(zeros(2, 6), layer, relu);
  expect(backward).toThrow(ShapeError);
  expect(backward).toThrow('dA (2 x 6) through Z (3 x 6)');
});

test('layerBackward() refuses A of another shape than Z and names both', () => {
  const layer = { Z: zeros(3, 6), A: zeros(3, 5), APrevious: zeros(4, 6), W: zeros(3, 4) };
  const backward = () => layerBackward(zeros(3, 6), layer, relu);
  expect(backward).toThrow(ShapeError);
  expect(backward).toThrow('A (3 x 5) to Z (3 x 6)');
});

test.each(['A', 'Z'] as const)(
  'modelBackward() refuses a pass whose %s has another shape',
  (name) => {
    const deep = createNetwork([3, 4, 5, 1], { hidden: tanh, scheme: xavier });
    const pass = modelForward(deep, randomMatrix(3, 6, 1));
    const other = pass[name].map((given, l) => (l === 1 ? randomMatrix(9, 6, 2) : given));
    const back = () => modelBackward(deep, { ...pass, [name]: other }, randomLabels(1, 6, 3));
    expect(back).toThrow(ShapeError);
    expect(back).toThrow('9 x 6');
  },
);
