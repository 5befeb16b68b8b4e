import { expect, test } from 'vitest';
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  copyNetwork,
  copyParameters,
  createNetwork,
  identity,
  initializeParameters,
  leakyRelu,
  meanSquaredError,
  relu,
  sigmoid,
  softmax,
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

test.each([binaryCrossEntropy, categoricalCrossEntropy, meanSquaredError])(
  'createNetwork() ends in the output of its loss: $name',
  (loss) => {
    const network = createNetwork([4, 3, 2], { loss });
    expect(network.loss).toBe(loss);
    expect(network.activations).toEqual([identity, relu, loss.output]);
  },
);

test('createNetwork() trains for binaryCrossEntropy unless told otherwise', () => {
  expect(createNetwork([4, 1]).loss).toBe(binaryCrossEntropy);
});

test('createNetwork() refuses a softmax inside', () => {
  // @ts-expect-error: a softmax has no value and derivative of one number
  const create = () => createNetwork([4, 3, 3, 2], { hidden: [relu, softmax] });
  expect(create).toThrow(RangeError);
  expect(create).toThrow('A hidden layer cannot be softmax, which is for the output');
  // @ts-expect-error: neither for all hidden layers
  expect(() => createNetwork([4, 3, 2], { hidden: softmax })).toThrow(RangeError);
});

test('createNetwork() refuses to tell classes apart by one output', () => {
  const create = () => createNetwork([4, 1], { loss: categoricalCrossEntropy });
  expect(create).toThrow(RangeError);
  expect(create).toThrow('2 or more; found 1: binaryCrossEntropy takes 1');
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
