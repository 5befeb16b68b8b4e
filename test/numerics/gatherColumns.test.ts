import { expect, test } from 'vitest';
import { matrix, transpose, zeros } from '../../src/index.js';
import { gatherColumnsInto } from '../../src/numerics/gatherColumns.js';

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
