import { expect, test } from 'vitest';
import {
  copyNetwork,
  copyParameters,
  createNetwork,
  identity,
  initializeParameters,
  leakyRelu,
  relu,
  sigmoid,
  tanh,
} from '../../src/index.js';
import { networkPrecision } from '../../src/model/network.js';

test('createNetwork() puts relu into hidden layers and a sigmoid at the end', () => {
  expect(createNetwork([4, 3, 2, 1]).activations).toEqual([identity, relu, relu, sigmoid]);
});

test('createNetwork() gives all hidden layers the one activation asked for', () => {
  expect(createNetwork([4, 3, 2, 1], { hidden: tanh }).activations).toEqual([
    identity,
    tanh,
    tanh,
    sigmoid,
  ]);
});

test('createNetwork() gives each hidden layer its own activation of a list', () => {
  const hidden = [tanh, leakyRelu(0.2)];
  expect(createNetwork([4, 3, 2, 1], { hidden }).activations).toEqual([
    identity,
    ...hidden,
    sigmoid,
  ]);
});

test('createNetwork() without hidden layers is logistic regression', () => {
  expect(createNetwork([4, 1]).activations).toEqual([identity, sigmoid]);
});

test('createNetwork() takes its parameters from initializeParameters()', () => {
  const options = { seed: 7, precision: 'float32' } as const;
  const { parameters } = createNetwork([4, 3, 1], { ...options, hidden: tanh });
  expect(parameters).toEqual(initializeParameters([4, 3, 1], options));
});

test('createNetwork() refuses a list that does not fit the hidden layers', () => {
  const create = () => createNetwork([4, 3, 2, 1], { hidden: [relu] });
  expect(create).toThrow(RangeError);
  expect(create).toThrow('2 hidden layers needs as many activations; found 1');
});

test('createNetwork() keeps its own list of layers', () => {
  const layerDims = [4, 3, 1];
  const network = createNetwork(layerDims);
  layerDims[0] = 9;
  expect(network.layerDims).toEqual([4, 3, 1]);
});

test('copyParameters() shares no memory', () => {
  const parameters = initializeParameters([2, 3, 1]);
  const copy = copyParameters(parameters);
  expect(copy).toEqual(parameters);
  for (const { values } of [...parameters.W, ...parameters.b]) values.fill(9);
  expect(copy).toEqual(initializeParameters([2, 3, 1]));
});

test('copyNetwork() keeps shape and activations and copies the parameters', () => {
  const network = createNetwork([2, 3, 1], { hidden: tanh });
  const copy = copyNetwork(network);
  expect(copy).toEqual(network);
  network.parameters.W[1].values.fill(9);
  expect(copy).toEqual(createNetwork([2, 3, 1], { hidden: tanh }));
});

test.each(['float64', 'float32'] as const)(
  'networkPrecision() is that of its weights: %s',
  (precision) => {
    expect(networkPrecision(createNetwork([2, 1], { precision }))).toBe(precision);
  },
);
