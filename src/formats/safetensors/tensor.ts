import { ShapeError } from '../../errors.js';
import { type Matrix, shapeOf } from '../../numerics/matrix.js';

/** The arrays that a tensor can lie in: one for each number type of the format that JavaScript has. */
export type TensorValues =
  | BigUint64Array
  | BigInt64Array
  | Float64Array
  | Float32Array
  | Uint32Array
  | Int32Array
  | Uint16Array
  | Int16Array
  | Int8Array
  | Uint8Array;

/** Numbers with a shape, row-major: `[5, 3]` is a matrix, `[]` a single number. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: TensorValues;
}

/** A matrix as a tensor of two dimensions, with the same values; a tensor as it is. */
export function tensorOf(source: Matrix | Tensor): Tensor {
  if ('shape' in source) return source;
  return { shape: [source.rows, source.cols], values: source.values };
}

/**
 * A tensor of two dimensions and floating-point numbers as a matrix, with the same values.
 *
 * @throws {ShapeError} when it has another number of dimensions
 * @throws {TypeError} when its numbers are integers
 * @example
 * matrixOf({ shape: [1, 2], values: Float64Array.of(3, 4) }) // => matrix([[3, 4]])
 */
export function matrixOf({ shape, values }: Tensor): Matrix {
  if (shape.length !== 2) {
    throw new ShapeError(
      `Cannot take a tensor of shape (${shape.join(', ')}) as a matrix: it has ${shape.length} dimensions, not 2`,
    );
  }
  const [rows, cols] = shape;
  if (!(values instanceof Float64Array || values instanceof Float32Array)) {
    throw new TypeError(
      `Cannot take a tensor as a matrix: its values are a ${values.constructor.name}, not floats`,
    );
  }
  const matrix = { rows: rows | 0, cols: cols | 0, values };
  if (rows * cols !== values.length) {
    throw new ShapeError(`Cannot make a ${shapeOf(matrix)} matrix of ${values.length} numbers`);
  }
  return matrix;
}
