import { expect, test } from 'vitest';
import {
  createForward,
  createNetwork,
  modelForward,
  ShapeError,
  tanh,
  xavier,
} from '../../src/index.js';
import { createArena } from '../../src/numerics/arena.js';
import { randomMatrix } from './randomMatrix.js';

const X = randomMatrix(3, 40, 2);
const networkOf = (hidden: number) =>
  createNetwork([3, hidden, 2], { hidden: tanh, scheme: xavier, seed: hidden });

test('createForward() gives what modelForward() gives, for networks of several shapes', () => {
  const forward = createForward(X);
  for (const hidden of [4, 7, 4]) {
    const { Z, AL } = forward(networkOf(hidden));
    expect(Z).toEqual(modelForward(networkOf(hidden), X).Z);
    expect(AL).toEqual(modelForward(networkOf(hidden), X).AL);
  }
});

test('createForward() goes to where a network lives', () => {
  const { place } = createArena();
  const network = networkOf(4);
  const { W, b } = network.parameters;
  const placed = { ...network, parameters: { W: W.map(place), b: b.map(place) } };
  const { AL } = createForward(X)(placed);
  expect([...AL.values]).toEqual([...modelForward(network, X).AL.values]);
});

test('createForward() uses its buffers again', () => {
  const forward = createForward(X);
  expect(forward(networkOf(4)).AL).toBe(forward(networkOf(4)).AL);
});

test('createForward() refuses examples with other features than the network', () => {
  expect(() => createForward(randomMatrix(2, 4, 1))(networkOf(4))).toThrow(ShapeError);
});
