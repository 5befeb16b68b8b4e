import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { matrix } from '../../src/index.js';
import { argmaxOfColumn } from '../../src/numerics/argmaxOfColumn.js';

test.prop([fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1 }), fc.nat(3)])(
  'argmaxOfColumn() is the first place of the largest entry',
  (column, j) => {
    const A = matrix(column.map((entry) => [0, 1, 2, 3].map((k) => (k === j ? entry : 9 * entry))));
    expect(argmaxOfColumn(A, j)).toBe(column.indexOf(Math.max(...column)));
  },
);

test('argmaxOfColumn() never takes NaN for larger', () => {
  expect(argmaxOfColumn(matrix([[1], [Number.NaN], [2]]), 0)).toBe(2);
});
