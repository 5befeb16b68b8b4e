import { expect, test } from 'vitest';
import {
  allZeros,
  categoricalCrossEntropy,
  createEvaluator,
  createNetwork,
  evaluate,
  meanSquaredError,
  type Network,
  oneHot,
  ShapeError,
  xavier,
} from '../../src/index.js';
import { createArena } from '../../src/numerics/arena.js';
import { randomLabels, randomMatrix } from './randomMatrix.js';

const data = { X: randomMatrix(3, 40, 2), Y: randomLabels(2, 40, 3) };

function networkOf(seed: number, hidden = 4): Network {
  return createNetwork([3, hidden, 2], { scheme: xavier, seed });
}

function placed(network: Network, { place } = createArena()): Network {
  const { W, b } = network.parameters;
  return { ...network, parameters: { W: W.map(place), b: b.map(place) } };
}

test('createEvaluator() gives what evaluate() gives, for network after network', () => {
  const accuracyOf = createEvaluator(data);
  for (const seed of [1, 2, 3]) {
    expect(accuracyOf(networkOf(seed))).toBe(evaluate(networkOf(seed), data));
  }
});

test('createEvaluator() goes to where a network lives, and back', () => {
  const accuracyOf = createEvaluator(data);
  const share = evaluate(networkOf(1), data);
  const one = placed(networkOf(1));
  expect([one, one, networkOf(1), placed(networkOf(1))].map(accuracyOf)).toEqual(
    Array(4).fill(share),
  );
});

test.each([categoricalCrossEntropy, meanSquaredError])(
  'createEvaluator() scores as evaluate() does with $name, wherever the network lives',
  (loss) => {
    const network = createNetwork([3, 4, 2], { scheme: xavier, loss });
    const Y = oneHot([...randomLabels(1, 40, 3).values], 2);
    const accuracyOf = createEvaluator({ X: data.X, Y });
    const share = evaluate(network, { X: data.X, Y });
    expect([network, placed(network)].map(accuracyOf)).toEqual([share, share]);
  },
);

test('createEvaluator() takes networks of several shapes', () => {
  const accuracyOf = createEvaluator(data);
  for (const hidden of [4, 7, 4]) {
    expect(accuracyOf(networkOf(5, hidden))).toBe(evaluate(networkOf(5, hidden), data));
  }
});

test('createEvaluator() takes networks of either precision in one arena', () => {
  const arena = createArena();
  // The output is below 1/2 by less than float32 can tell.
  const [single, double] = (['float32', 'float64'] as const).map((precision) => {
    const network = createNetwork([3, 2], { scheme: allZeros, precision });
    network.parameters.b[1].values.fill(-1e-12);
    return placed(network, arena);
  });
  const ones = { ...data.Y, values: data.Y.values.map(() => 1) };
  const accuracyOf = createEvaluator({ X: data.X, Y: ones });
  expect([single, double].map(accuracyOf)).toEqual([1, 0]);
});

test('createEvaluator() refuses data that do not fit the network', () => {
  expect(() => createEvaluator(data)(createNetwork([4, 2]))).toThrow(ShapeError);
});
