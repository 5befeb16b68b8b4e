import { ByteMatrix } from './byteMatrix.js';
import { kernelsFor } from './kernelsFor.js';
import { type Matrix, transpose } from './matrix.js';

/**
 * Writes the columns of A at the given places into `target`, side by side.
 *
 * A is given as its transpose, where a column lies in one piece: reading 32 of 209 columns of 12,288
 * takes 1 ms that way and 9 ms from A itself, because almost every cache line of A holds one of them.
 *
 * Shapes: target (n x k), transposed (m x n), k places.
 */
export function gatherColumnsInto(
  target: Matrix,
  transposed: Matrix,
  columns: Uint32Array,
): Matrix {
  kernelsFor(target, transposed).gatherColumns(target, transposed, columns);
  return target;
}

/**
 * What writes columns of `A` into a target; what it takes for that is made at the first use, where `place`
 * puts it.
 */
export function gatheringColumns(
  A: Matrix,
  place: (transposed: Matrix) => Matrix = (transposed) => transposed,
): (target: Matrix, columns: Uint32Array) => Matrix {
  if (A instanceof ByteMatrix) return (target, columns) => gatherBytesInto(target, A, columns);
  let transposed: Matrix | undefined;
  return (target, columns) => {
    transposed ??= place(transpose(A));
    return gatherColumnsInto(target, transposed, columns);
  };
}

/** The same from bytes, whose columns lie in one piece already. */
function gatherBytesInto(target: Matrix, A: ByteMatrix, columns: Uint32Array): Matrix {
  const { values: to, cols: width } = target;
  const { bytes, rows: length } = A;
  const { values: numbers } = A.table;
  for (let j = 0; j < width; j++) {
    const start = columns[j] * length;
    for (let i = 0; i < length; i++) to[i * width + j] = numbers[bytes[start + i]];
  }
  return target;
}
