import { describe, expect, test } from 'vitest';
import { createRandom, matrix, transpose, zeros } from '../../src/index.js';
import { createArena } from '../../src/numerics/arena.js';
import { byteMatrix } from '../../src/numerics/byteMatrix.js';
import { gatherColumnsInto, gatheringColumns } from '../../src/numerics/gatherColumns.js';
import { randomMatrix } from '../model/randomMatrix.js';

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

describe.each(['float64', 'float32'] as const)(
  'gatherColumnsInto() in an arena, in %s,',
  (precision) => {
    const arena = createArena();

    test('gives what it gives elsewhere, and writes nothing behind it', () => {
      for (const [n, m, width] of [
        [1, 1, 1],
        [2, 3, 2],
        [5, 9, 4],
        [13, 7, 11],
        [64, 20, 33],
        [31, 5, 70],
      ]) {
        const random = createRandom(n);
        const transposed = randomMatrix(m, n, n, precision);
        const columns = Uint32Array.from({ length: width }, () => random.integer(m - 1));
        const target = arena.zeros(n, width, precision);
        const behind = arena.zeros(1, 16, precision);
        gatherColumnsInto(target, arena.place(transposed), columns);
        expect(target).toEqual(gatherColumnsInto(zeros(n, width, precision), transposed, columns));
        expect(behind).toEqual(zeros(1, 16, precision));
      }
    });

    test('takes more columns than there is room for their places', () => {
      const columns = new Uint32Array(50_000).fill(1);
      const target = arena.zeros(1, columns.length, precision);
      const transposed = arena.zeros(2, 1, precision);
      transposed.values.set([3, 7]);
      gatherColumnsInto(target, transposed, columns);
      expect(target.values.every((value) => value === 7)).toBe(true);
    });
  },
);
