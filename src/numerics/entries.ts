import { ShapeError } from '../errors.js';
import { type BuiltInCurve, builtInCurveOf, type Curve } from './curves.js';
import { activate, activateBackward } from './kernels/scalarEntries.js';
import { kernelsFor } from './kernelsFor.js';
import { type Matrix, shapeOf } from './matrix.js';

/*
 * What training does entry by entry, written into a given target by the fastest kernels that can read
 * the matrices (see `kernelsFor`). Shapes are checked here, since kernels check nothing.
 */

/**
 * Z += b, row by row, for Z (n x m) and b (n x 1).
 *
 * @throws {ShapeError} when b has not one entry per row
 */
export function addBiasInto(Z: Matrix, b: Matrix): Matrix {
  requireBias(Z, b);
  kernelsFor(Z, b).addBias(Z, b);
  return Z;
}

/**
 * A = g(Z).
 *
 * @throws {ShapeError} when the shapes differ
 */
export function applyCurveInto(A: Matrix, Z: Matrix, curve: Curve): Matrix {
  requireAlike(A, Z);
  const known = builtInCurveOf(curve);
  if (known === undefined) activate(A, Z, curve);
  else kernelsFor(A, Z).activate(A, Z, known);
  return A;
}

/**
 * dZ = dA * g'(Z), for A = g(Z); dZ may be dA.
 *
 * @throws {ShapeError} when the shapes differ
 */
export function applySlopesInto(
  dZ: Matrix,
  dA: Matrix,
  Z: Matrix,
  A: Matrix,
  curve: Curve,
): Matrix {
  requireAlike(dZ, dA);
  requireAlike(dZ, Z);
  requireAlike(dZ, A);
  const known: BuiltInCurve | undefined = builtInCurveOf(curve);
  if (known === undefined) activateBackward(dZ, dA, Z, A, curve);
  else kernelsFor(dZ, dA, Z, A).activateBackward(dZ, dA, Z, A, known);
  return dZ;
}

/**
 * C = A - B.
 *
 * @throws {ShapeError} when the shapes differ
 */
export function subtractInto(C: Matrix, A: Matrix, B: Matrix): Matrix {
  requireAlike(C, A);
  requireAlike(C, B);
  kernelsFor(C, A, B).combine(C, 1, A, -1, B);
  return C;
}

/**
 * C = x A + y B; C may be A or B.
 *
 * @throws {ShapeError} when the shapes differ
 */
export function combineInto(C: Matrix, x: number, A: Matrix, y: number, B: Matrix): Matrix {
  requireAlike(C, A);
  requireAlike(C, B);
  kernelsFor(C, A, B).combine(C, x, A, y, B);
  return C;
}

/**
 * The mean of each row, for A (n x m) and means (n x 1).
 *
 * @throws {ShapeError} when `means` has not one entry per row
 */
export function rowMeansInto(means: Matrix, A: Matrix): Matrix {
  requireBias(A, means);
  kernelsFor(means, A).rowMeans(means, A);
  return means;
}

/**
 * sum(max(z, 0) - y z + log(1 + e^-|z|)), in float64 whatever the precision of the matrices.
 *
 * @throws {ShapeError} when the shapes differ
 */
export function crossEntropySum(Z: Matrix, Y: Matrix): number {
  requireAlike(Z, Y);
  return kernelsFor(Z, Y).crossEntropySum(Z, Y);
}

function requireAlike(A: Matrix, B: Matrix): void {
  if (A.rows !== B.rows || A.cols !== B.cols) {
    throw new ShapeError(`Cannot take (${shapeOf(A)}) and (${shapeOf(B)}) entry by entry`);
  }
}

function requireBias(Z: Matrix, b: Matrix): void {
  if (b.rows !== Z.rows || b.cols !== 1) {
    throw new ShapeError(`Cannot take one entry of (${shapeOf(b)}) per row of (${shapeOf(Z)})`);
  }
}
