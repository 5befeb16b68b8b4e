import { createRandom, type Matrix, type Precision, zeros } from '../../src/index.js';

/** Standard normals, row by row from a seed. */
export function randomMatrix(
  rows: number,
  cols: number,
  seed: number,
  precision?: Precision,
): Matrix {
  const random = createRandom(seed);
  const A = zeros(rows, cols, precision);
  for (let i = 0; i < A.values.length; i++) A.values[i] = random.normal();
  return A;
}

/** Labels 0 and 1, row by row from a seed. */
export function randomLabels(
  rows: number,
  cols: number,
  seed: number,
  precision?: Precision,
): Matrix {
  const random = createRandom(seed);
  const Y = zeros(rows, cols, precision);
  for (let i = 0; i < Y.values.length; i++) Y.values[i] = random.integer(1);
  return Y;
}
