import { createHash } from 'node:crypto';
import type { Dataset } from '../data/dataset.js';
import { ByteMatrix } from '../numerics/byteMatrix.js';
import { type Matrix, precisionOf, zeros } from '../numerics/matrix.js';
import { canonicalJson } from './canonicalJson.js';

/**
 * SHA-256 of a data set: of the bits of `X` and `Y`, their shapes and precision, the shape of an example and
 * the names of the classes. Two runs with the same fingerprint were given the same examples in the same
 * order, normalized alike. Bytes count as the numbers they stand for.
 *
 * @example
 * const pair = { X: matrix([[1, 2]]), Y: matrix([[0, 1]]), exampleShape: [1], classNames: ['a', 'b'] };
 * fingerprint(pair) === fingerprint({ ...pair, X: matrix([[1, 3]]) }) // => false
 */
export function fingerprint({ X, Y, exampleShape, classNames }: Dataset): string {
  const shapes = [X, Y].map((A) => [A.rows, A.cols, precisionOf(A)]);
  const hash = createHash('sha256').update(canonicalJson({ shapes, exampleShape, classNames }));
  for (const A of [X, Y]) {
    if (!(A instanceof ByteMatrix)) hash.update(A.values);
    else for (const rows of rowsOf(A)) hash.update(rows.values);
  }
  return hash.digest('hex');
}

/** Rows at a time of a matrix of bytes: as many bytes as the processor fetches at once. */
const rowsAtOnce = 64;

/** The rows of a matrix of bytes in order, some at a time, so that it is never widened as a whole. */
function* rowsOf({ rows, cols, bytes, table, precision }: ByteMatrix): Generator<Matrix> {
  for (let start = 0; start < rows; start += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - start);
    const some = zeros(count, cols, precision);
    for (let j = 0; j < cols; j++) {
      for (let i = 0; i < count; i++) {
        some.values[i * cols + j] = table.values[bytes[j * rows + start + i]];
      }
    }
    yield some;
  }
}
