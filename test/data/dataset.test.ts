import { describe, expect, test } from 'vitest';
import {
  featureCount,
  fitStandardizer,
  matrix,
  oneHot,
  pixelScale,
  ShapeError,
  toDataset,
} from '../../src/index.js';
import { ByteMatrix } from '../../src/numerics/byteMatrix.js';
import { goldens } from '../goldens/model.js';
import { goldenImages as images } from './goldenImages.js';

const golden = goldens.data.images;

test("toDataset() is NumPy's reshape(m, -1).T / 255, bit for bit", () => {
  expect(toDataset(images, { normalizer: pixelScale(18) }).X).toEqual(matrix(golden.X));
});

test('toDataset() keeps numbers as they are without a normalizer', () => {
  const { X } = toDataset({ ...images, values: Float64Array.from(golden.values, (v) => v / 7) });
  expect(X.values[1]).toBe(golden.values[18] / 7);
});

test('toDataset() puts the labels into one row', () => {
  expect(toDataset(images).Y).toEqual(matrix([[0, 1, 1, 0]]));
});

describe('toDataset() makes Y one-hot', () => {
  const three = { ...images, labels: Uint8Array.of(2, 0, 0, 1), classNames: ['a', 'b', 'c'] };

  test('for three class names', () => {
    expect(toDataset(three).Y).toEqual(oneHot([2, 0, 0, 1], 3));
  });

  test('for two classes when asked to', () => {
    expect(toDataset(images, { classes: 2 }).Y).toEqual(oneHot([0, 1, 1, 0], 2));
  });

  test('with a row for each class asked for, in the precision asked for', () => {
    const { Y } = toDataset(three, { classes: 5, precision: 'float32' });
    expect(Y).toEqual(oneHot([2, 0, 0, 1], 5, 'float32'));
  });

  test('and refuses a label that is not that of a class', () => {
    expect(() => toDataset({ ...three, classNames: ['a', 'b'] })).toThrow(
      'Labels of 2 classes are integers from 0 to 1; example 0 has 2',
    );
    expect(() => toDataset(three, { classes: 2 })).toThrow(RangeError);
  });

  test.each([1, 0, 2.5])('and refuses %d classes', (classes) => {
    expect(() => toDataset(images, { classes })).toThrow(RangeError);
  });
});

test('toDataset() keeps the shape of an example and the names of the classes', () => {
  expect(toDataset(images)).toMatchObject({
    exampleShape: [2, 3, 3],
    classNames: ['non-cat', 'cat'],
  });
});

test('toDataset() rounds to float32 when asked to', () => {
  const { X, Y } = toDataset(images, { normalizer: pixelScale(18), precision: 'float32' });
  expect(X).toEqual(matrix(golden.X, 'float32'));
  expect(Y.values).toBeInstanceOf(Float32Array);
});

test('toDataset() leaves the examples as they are and shares no memory with them', () => {
  const given = { ...images, values: Uint8Array.from(golden.values) };
  const { X } = toDataset(given);
  X.values.fill(9);
  expect(given).toEqual(images);
});

describe('toDataset() with keepBytes', () => {
  test.each(['float64', 'float32'] as const)('gives the same numbers in %s', (precision) => {
    const options = { normalizer: pixelScale(18), precision };
    const { X } = toDataset(images, { ...options, keepBytes: true });
    expect(X).toBeInstanceOf(ByteMatrix);
    expect(X.values).toEqual(toDataset(images, options).X.values);
  });

  test('keeps bytes without a normalizer, and shares no memory with the examples', () => {
    // Of a Buffer, `slice` would be a view.
    const given = { ...images, values: Buffer.from(golden.values) };
    const { X } = toDataset(given, { keepBytes: true });
    const { values } = toDataset(images).X;
    given.values.fill(9);
    expect(X).toBeInstanceOf(ByteMatrix);
    expect(X.values).toEqual(values);
  });

  test('makes ordinary numbers of floats, and of bytes that are normalized each in its way', () => {
    const floats = { ...images, values: Float64Array.from(golden.values) };
    expect(toDataset(floats, { keepBytes: true }).X).not.toBeInstanceOf(ByteMatrix);
    const normalizer = fitStandardizer(images);
    expect(toDataset(images, { normalizer, keepBytes: true }).X).toEqual(
      toDataset(images, { normalizer }).X,
    );
  });
});

test('toDataset() refuses a normalizer of another number of features and names both', () => {
  const make = () => toDataset(images, { normalizer: pixelScale(17) });
  expect(make).toThrow(ShapeError);
  expect(make).toThrow('Cannot normalize 18 features with statistics of 17');
});

test.each([
  [[64, 64, 3], 12288],
  [[20], 20],
  [[], 1],
])('featureCount() of shape [%s] is %i', (exampleShape, count) => {
  expect(featureCount({ exampleShape })).toBe(count);
});

test('toDataset() refuses values and labels that do not belong together', () => {
  const torn = {
    values: new Uint8Array(5),
    exampleShape: [3],
    labels: new Uint8Array(2),
    classNames: ['a', 'b'],
  };
  expect(() => toDataset(torn)).toThrow('5 numbers for 2 examples of shape (3)');
});
