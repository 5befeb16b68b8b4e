import { type Arena, arenaOf, type InArena, zerosBeside } from './arena.js';
import {
  type Matrix,
  type OfPrecision,
  type Precision,
  precisionOf,
  type Values,
  zeros,
} from './matrix.js';

/**
 * A matrix of bytes, each standing for a number: pixels, in an eighth of the memory of float64. Kernels
 * widen them on the way; its `values` are made when somebody reads them, and are to be read only.
 *
 * The bytes lie column by column, as images are stored: entry (i, j) is `table[bytes[j * rows + i]]`.
 */
export class ByteMatrix implements Matrix, InArena, OfPrecision {
  readonly rows: number;
  readonly cols: number;
  readonly bytes: Uint8Array;
  readonly divisor: number;
  /** What each byte stands for, byte / divisor in the precision of the matrix: (1 x 256). */
  readonly table: Matrix;
  #values: Values | undefined;

  constructor(rows: number, cols: number, bytes: Uint8Array, divisor: number, table: Matrix) {
    this.rows = rows | 0;
    this.cols = cols | 0;
    this.bytes = bytes;
    this.divisor = divisor;
    this.table = table;
  }

  get precision(): Precision {
    return precisionOf(this.table);
  }

  get arena(): Arena | undefined {
    return arenaOf(this.table);
  }

  get values(): Values {
    if (this.#values === undefined) {
      const { rows, cols, bytes, table } = this;
      this.#values = zerosBeside(table)(rows, cols, this.precision).values;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < cols; j++) {
          this.#values[i * cols + j] = table.values[bytes[j * rows + i]];
        }
      }
    }
    return this.#values;
  }
}

/** A matrix of bytes, each of which stands for byte / divisor, rounded to the precision. */
export function byteMatrix(
  rows: number,
  cols: number,
  bytes: Uint8Array,
  { divisor, precision }: Pick<ByteMatrix, 'divisor' | 'precision'>,
): ByteMatrix {
  const table = zeros(1, 256, precision);
  for (let byte = 0; byte < 256; byte++) table.values[byte] = byte / divisor;
  return new ByteMatrix(rows, cols, bytes, divisor, table);
}
