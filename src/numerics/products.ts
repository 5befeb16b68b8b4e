import { ShapeError } from '../errors.js';
import { ByteMatrix } from './byteMatrix.js';
import { kernelsFor } from './kernelsFor.js';
import { type Matrix, shapeOf } from './matrix.js';

/*
 * The three matrix products of training, written into a given target by the fastest kernels that can
 * read the matrices (see `kernelsFor`).
 */

/**
 * C = A B, for A (n x k) and B (k x m).
 *
 * @throws {ShapeError} when the shapes do not fit
 */
export function multiplyInto(C: Matrix, A: Matrix, B: Matrix): Matrix {
  requireShapes(A.cols === B.rows && C.rows === A.rows && C.cols === B.cols, C, A, B);
  kernelsFor(C, A, B).multiply(C, A, B);
  return C;
}

/**
 * C = scale A B^T, for A (n x k) and B (m x k).
 *
 * @throws {ShapeError} when the shapes do not fit
 */
export function multiplyTransposedInto(C: Matrix, A: Matrix, B: Matrix, scale = 1): Matrix {
  requireShapes(A.cols === B.cols && C.rows === A.rows && C.cols === B.rows, C, A, B, '', '^T');
  kernelsFor(C, A, B).multiplyTransposed(C, A, B, scale);
  return C;
}

/**
 * C = A^T B, for A (k x n) and B (k x m). Where both are bytes, sums are exact.
 *
 * @throws {ShapeError} when the shapes do not fit
 */
export function transposedMultiplyInto(C: Matrix, A: Matrix, B: Matrix): Matrix {
  requireShapes(A.rows === B.rows && C.rows === A.cols && C.cols === B.cols, C, A, B, '^T');
  const kernels = kernelsFor(C, A, B);
  if (A instanceof ByteMatrix && B instanceof ByteMatrix) kernels.multiplyBytes(C, A, B);
  else kernels.transposedMultiply(C, A, B);
  return C;
}

function requireShapes(
  fit: boolean,
  C: Matrix,
  A: Matrix,
  B: Matrix,
  aMark = '',
  bMark = '',
): void {
  if (!fit) {
    throw new ShapeError(
      `Cannot write (${shapeOf(A)})${aMark} times (${shapeOf(B)})${bMark} into ${shapeOf(C)}`,
    );
  }
}
