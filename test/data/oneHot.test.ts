import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { matrix, oneHot } from '../../src/index.js';
import { argmaxOfColumn } from '../../src/numerics/argmaxOfColumn.js';

test.prop([fc.array(fc.nat(4))])(
  'oneHot() has a single 1 in each column, at the label',
  (labels) => {
    const Y = oneHot(labels, 5);
    expect([Y.rows, Y.cols]).toEqual([5, labels.length]);
    expect(labels.map((_, j) => argmaxOfColumn(Y, j))).toEqual(labels);
    expect([...Y.values].filter((y) => y !== 0)).toEqual(labels.map(() => 1));
  },
);

test('oneHot() takes bytes, and keeps a row for a class without examples', () => {
  expect(oneHot(Uint8Array.of(2, 0), 3)).toEqual(
    matrix([
      [0, 1],
      [0, 0],
      [1, 0],
    ]),
  );
});

test('oneHot() is float32 when asked to', () => {
  expect(oneHot([0], 2, 'float32').values).toEqual(Float32Array.of(1, 0));
});

test.each([3, -1, 0.5, Number.NaN])('oneHot() of 3 classes refuses the label %d', (label) => {
  expect(() => oneHot([0, label], 3)).toThrow(RangeError);
  expect(() => oneHot([0, label], 3)).toThrow(
    `Labels of 3 classes are integers from 0 to 2; example 1 has ${label}`,
  );
});

test.each([0, 1.5, Number.NaN])('oneHot() refuses %d classes', (classes) => {
  expect(() => oneHot([], classes)).toThrow(`an integer, 1 or more; found ${classes}`);
});
