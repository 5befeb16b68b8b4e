import { describe, expect, test } from 'vitest';
import {
  accuracy,
  categoricalCrossEntropy,
  classOf,
  classOfColumn,
  copyNetwork,
  createNetwork,
  evaluate,
  matrix,
  meanSquaredError,
  modelForward,
  oneHot,
  predict,
  rSquared,
  ShapeError,
  xavier,
  zeros,
} from '../../../src/index.js';
import { argmaxOfColumn } from '../../../src/numerics/argmaxOfColumn.js';
import { randomLabels, randomMatrix } from '../randomMatrix.js';

const network = createNetwork([3, 4, 2], { scheme: xavier });
const X = randomMatrix(3, 40, 2);
const Y = randomLabels(2, 40, 3);

test.each([
  [0, 0],
  [0.5 - 2 ** -54, 0],
  [0.5, 1],
  [1, 1],
])('classOf(%d) is %d', (probability, expected) => {
  expect(classOf(probability)).toBe(expected);
});

test('classOfColumn() of one row is that of classOf(), of several the lowest of the largest', () => {
  expect([0, 1].map((j) => classOfColumn(matrix([[0.5, 0.4]]), j))).toEqual([1, 0]);
  const columns = matrix([
    [0.1, 0.5],
    [0.2, 0.5],
    [0.7, 0],
  ]);
  expect([0, 1].map((j) => classOfColumn(columns, j))).toEqual([2, 0]);
});

test('predict() says 1 from 0.5 on, else 0', () => {
  const { AL } = modelForward(network, X);
  expect([...predict(network, X).values]).toEqual([...AL.values].map((a) => (a >= 0.5 ? 1 : 0)));
});

test('predict() has both answers in the test above', () => {
  expect(new Set(predict(network, X).values)).toEqual(new Set([0, 1]));
});

test('predict() keeps the precision of the network', () => {
  const single = createNetwork([3, 1], { precision: 'float32' });
  expect(predict(single, zeros(3, 2, 'float32')).values).toBeInstanceOf(Float32Array);
});

test('predict() leaves the network as it is', () => {
  const given = copyNetwork(network);
  predict(given, X);
  expect(given).toEqual(network);
});

test.each([
  [0.5, 1, 1],
  [0.5 - 2 ** -54, 0, 1],
  [0.5 - 2 ** -54, 1, 0],
  [0, 0, 1],
  [1, 0, 0],
])('accuracy() of AL = %d for class %d is %d', (al, y, share) => {
  expect(accuracy(matrix([[al]]), matrix([[y]]))).toBe(share);
});

test('accuracy() is the share of all outputs', () => {
  const AL = matrix([
    [0.9, 0.1],
    [0.8, 0.3],
  ]);
  const labels = matrix([
    [1, 1],
    [1, 0],
  ]);
  expect(accuracy(AL, labels)).toBe(0.75);
});

test('accuracy() refuses Y of another shape and names both', () => {
  expect(() => accuracy(zeros(1, 3), zeros(3, 1))).toThrow(ShapeError);
  expect(() => accuracy(zeros(1, 3), zeros(3, 1))).toThrow('AL (1 x 3) with Y (3 x 1)');
});

test('evaluate() is the share of predictions that are the label', () => {
  const predictions = predict(network, X).values;
  const right = predictions.filter((label, i) => label === Y.values[i]).length;
  expect(evaluate(network, { X, Y })).toBe(right / 80);
});

test.each([
  [zeros(4, 2), zeros(2, 2), 'A0 (4 x 2)'],
  [zeros(3, 2), zeros(1, 2), 'Y (1 x 2)'],
])('evaluate() refuses data that do not fit the network', (features, labels, shape) => {
  expect(() => evaluate(network, { X: features, Y: labels })).toThrow(ShapeError);
  expect(() => evaluate(network, { X: features, Y: labels })).toThrow(shape);
});

describe('with categoricalCrossEntropy', () => {
  const three = createNetwork([3, 4, 3], { scheme: xavier, loss: categoricalCrossEntropy });
  const labels = Array.from({ length: 40 }, (_, j) => (j * 7) % 3);
  const data = { X, Y: oneHot(labels, 3) };

  test('predict() is the most probable class of each example', () => {
    const { AL } = modelForward(three, X);
    const classes = predict(three, X);
    expect([classes.rows, classes.cols]).toEqual([1, 40]);
    expect([...classes.values]).toEqual(labels.map((_, j) => argmaxOfColumn(AL, j)));
    expect(new Set(classes.values).size).toBeGreaterThan(1);
  });

  test('predict() keeps the precision of the network', () => {
    const single = createNetwork([3, 2], { loss: categoricalCrossEntropy, precision: 'float32' });
    expect(predict(single, zeros(3, 2, 'float32')).values).toEqual(Float32Array.of(0, 0));
  });

  test('evaluate() is the share of predictions that are the class', () => {
    const predicted = predict(three, X).values;
    const right = labels.filter((label, j) => label === predicted[j]).length;
    expect(evaluate(three, data)).toBe(right / 40);
  });

  test('accuracy() counts examples, not outputs, and takes the lowest of equal classes', () => {
    const AL = matrix([
      [0.4, 0.2, 0.1],
      [0.4, 0.2, 0.7],
      [0.2, 0.6, 0.2],
    ]);
    expect(accuracy(AL, oneHot([0, 2, 2], 3), categoricalCrossEntropy)).toBe(2 / 3);
    expect(accuracy(AL, oneHot([1, 2, 2], 3), categoricalCrossEntropy)).toBe(1 / 3);
  });

  test('accuracy() refuses class labels in one row, and says how to make them one-hot', () => {
    expect(() => evaluate(three, { X, Y: matrix([labels]) })).toThrow('make oneHot(labels, 3)');
  });
});

describe('with meanSquaredError', () => {
  const line = createNetwork([3, 4, 2], { scheme: xavier, loss: meanSquaredError });
  const targets = randomMatrix(2, 40, 9);

  test('predict() is the outputs', () => {
    expect(predict(line, X)).toEqual(modelForward(line, X).AL);
  });

  test('evaluate() is R^2', () => {
    expect(evaluate(line, { X, Y: targets })).toBe(rSquared(modelForward(line, X).AL, targets));
  });

  test('accuracy() refuses, and says what to take', () => {
    const share = () => accuracy(zeros(1, 2), zeros(1, 2), meanSquaredError);
    expect(share).toThrow(RangeError);
    expect(share).toThrow('no accuracy with meanSquaredError');
  });
});
