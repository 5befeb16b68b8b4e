import { type Arena, arenaOf } from './arena.js';
import type { Kernels } from './kernels/kernels.js';
import { scalarFloat32 } from './kernels/scalarFloat32.js';
import { scalarFloat64 } from './kernels/scalarFloat64.js';
import { type Matrix, type Precision, precisionOf } from './matrix.js';

/**
 * The fastest kernels that can read all the matrices: those of the arena in which they live, if they
 * share one and a precision, else the scalar ones. The bits do not depend on which.
 *
 * Not a list of matrices, which would be allocated for each call.
 */
export function kernelsFor(target: Matrix, A: Matrix, B?: Matrix, C?: Matrix): Kernels {
  const precision = precisionOf(target);
  const arena = arenaOf(target);
  if (
    arena !== undefined &&
    isOf(arena, precision, A) &&
    (B === undefined || isOf(arena, precision, B)) &&
    (C === undefined || isOf(arena, precision, C))
  ) {
    return arena.kernels;
  }
  return precision === 'float64' ? scalarFloat64 : scalarFloat32;
}

function isOf(arena: Arena, precision: Precision, A: Matrix): boolean {
  return arenaOf(A) === arena && precisionOf(A) === precision;
}
