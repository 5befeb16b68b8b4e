import { expect, test } from 'vitest';
import { matrix, transpose, zeros } from '../../src/index.js';
import { byteMatrix } from '../../src/numerics/byteMatrix.js';
import { gatherColumnsInto, gatheringColumns } from '../../src/numerics/gatherColumns.js';

const A = matrix([
  [1, 2, 3, 4],
  [5, 6, 7, 8],
]);

test('gatherColumnsInto() puts the columns side by side in the order asked for', () => {
  expect(gatherColumnsInto(zeros(2, 3), transpose(A), Uint32Array.of(3, 0, 2))).toEqual(
    matrix([
      [4, 1, 3],
      [8, 5, 7],
    ]),
  );
});

test('gatherColumnsInto() may take a column twice', () => {
  expect(gatherColumnsInto(zeros(2, 2), transpose(A), Uint32Array.of(1, 1)).values).toEqual(
    Float64Array.of(2, 2, 6, 6),
  );
});

test('gatherColumnsInto() writes into the target and leaves the source as it is', () => {
  const target = zeros(2, 1);
  const source = transpose(A);
  expect(gatherColumnsInto(target, source, Uint32Array.of(2))).toBe(target);
  expect(source).toEqual(transpose(A));
});

test.each(['float64', 'float32'] as const)('gatheringColumns() widens bytes to %s', (precision) => {
  const pixels = byteMatrix(2, 3, Uint8Array.of(1, 2, 3, 4, 5, 6), { divisor: 3, precision });
  const target = zeros(2, 2, precision);
  gatheringColumns(pixels)(target, Uint32Array.of(2, 0));
  const expected = zeros(2, 2, precision);
  expected.values.set([5 / 3, 1 / 3, 2, 2 / 3]);
  expect(target).toEqual(expected);
});

test('gatheringColumns() takes the columns of any matrix', () => {
  const target = zeros(2, 1);
  expect(gatheringColumns(A)(target, Uint32Array.of(1))).toBe(target);
  expect(target).toEqual(matrix([[2], [6]]));
});
