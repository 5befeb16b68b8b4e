import { test } from 'vitest';
import { matrix } from '../../src/numerics/matrix.js';
import { scatterColumnsInto } from '../../src/numerics/scatterColumns.js';
import { expect } from '../matchers.js';

test('scatterColumnsInto() adds up what goes to the same column, and leaves 0 in the others', () => {
  const C = matrix([
    [9, 9, 9],
    [9, 9, 9],
  ]);
  const A = matrix([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  scatterColumnsInto(C, A, Uint32Array.of(2, 0, 2));
  expect(C).toEqual(
    matrix([
      [2, 0, 4],
      [5, 0, 10],
    ]),
  );
});
