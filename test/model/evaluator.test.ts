import { expect, test } from 'vitest';
import {
  createEvaluator,
  createNetwork,
  evaluate,
  type Network,
  ShapeError,
  xavier,
} from '../../src/index.js';
import { createArena } from '../../src/numerics/arena.js';
import { randomLabels, randomMatrix } from './randomMatrix.js';

const data = { X: randomMatrix(3, 40, 2), Y: randomLabels(2, 40, 3) };

function networkOf(seed: number, hidden = 4): Network {
  return createNetwork([3, hidden, 2], { scheme: xavier, seed });
}

function placed(network: Network): Network {
  const { place } = createArena();
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

test('createEvaluator() takes networks of several shapes', () => {
  const accuracyOf = createEvaluator(data);
  for (const hidden of [4, 7, 4]) {
    expect(accuracyOf(networkOf(5, hidden))).toBe(evaluate(networkOf(5, hidden), data));
  }
});

test('createEvaluator() refuses data that do not fit the network', () => {
  expect(() => createEvaluator(data)(createNetwork([4, 2]))).toThrow(ShapeError);
});
