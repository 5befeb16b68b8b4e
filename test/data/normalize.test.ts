import { test } from 'vitest';
import { type Examples, fitStandardizer, matrix, pixelScale, toDataset } from '../../src/index.js';
import { goldens } from '../goldens/model.js';
import { expect } from '../matchers.js';

const golden = goldens.data.standardize;

function examplesOf(rows: readonly number[][]): Examples {
  return {
    values: Float64Array.from(rows.flat()),
    exampleShape: [rows[0].length],
    labels: new Uint8Array(rows.length),
    classNames: ['a', 'b'],
  };
}

const train = examplesOf(golden.train);
const normalizer = fitStandardizer(train);
// A deviation of 1 at a mean of a million has 10 digits of a float to itself.
const rounding = { relative: 1e-9, absolute: 1e-15 };

test('fitStandardizer() finds the mean of NumPy', () => {
  expect(normalizer.mean).toBeAllclose(golden.mean, { relative: 1e-15 });
});

test('fitStandardizer() finds the population deviation of NumPy', () => {
  expect(normalizer.deviation).toBeAllclose(golden.deviation, rounding);
});

test('fitStandardizer() gives the training set of NumPy', () => {
  expect(toDataset(train, { normalizer }).X).toBeAllclose(matrix(golden.trainX), rounding);
});

test('fitStandardizer() makes a constant feature 0, up to rounding, and not NaN', () => {
  const { X } = toDataset(train, { normalizer });
  const constant = [...X.values.subarray(2 * 9, 3 * 9), ...X.values.subarray(4 * 9)];
  expect(constant).toBeAllclose(Array<number>(18).fill(0), { absolute: 1e-15 });
});

test.each([0.1, 1 / 3, 1e9 / 7, -1e-12 / 3, 0])(
  'fitStandardizer() sees that %d is constant',
  (x) => {
    const { deviation } = fitStandardizer(examplesOf(Array.from({ length: 209 }, () => [x])));
    expect(deviation[0]).toBe(1);
  },
);

test('fitStandardizer() serves held-out data with the statistics of training', () => {
  const { X } = toDataset(examplesOf(golden.heldOut), { normalizer });
  expect(X).toBeAllclose(matrix(golden.heldOutX), rounding);
});

test('fitStandardizer() reads uint8 pixels', () => {
  const pixels = { ...examplesOf([[0], [255]]), values: Uint8Array.of(0, 255) };
  expect(fitStandardizer(pixels)).toEqual({
    mean: Float64Array.of(127.5),
    deviation: Float64Array.of(127.5),
  });
});

test('fitStandardizer() of one example has nothing to divide by', () => {
  expect(fitStandardizer(examplesOf([[3, 4]]))).toEqual({
    mean: Float64Array.of(3, 4),
    deviation: Float64Array.of(1, 1),
  });
});

test('fitStandardizer() leaves the examples as they are', () => {
  const given = examplesOf(golden.train);
  fitStandardizer(given);
  expect(given).toEqual(train);
});

test('pixelScale() divides by 255 and moves nothing', () => {
  expect(pixelScale(2)).toEqual({
    mean: Float64Array.of(0, 0),
    deviation: Float64Array.of(255, 255),
  });
});

test('fitStandardizer() refuses values and labels that do not belong together', () => {
  const torn = {
    values: new Uint8Array(5),
    exampleShape: [3],
    labels: new Uint8Array(2),
    classNames: ['a', 'b'],
  };
  expect(() => fitStandardizer(torn)).toThrow('5 numbers for 2 examples of shape (3)');
});
