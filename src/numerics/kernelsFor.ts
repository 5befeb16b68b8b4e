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
  return scalarOf(precision);
}

function isOf(arena: Arena, precision: Precision, A: Matrix): boolean {
  return arenaOf(A) === arena && precisionOf(A) === precision;
}

/** Matrices that a loop computes with, again and again. */
export type MatrixList = readonly Matrix[];

/**
 * `kernelsFor` of all the matrices in some lists and of `neighbour`, which comes anew each time. It is
 * remembered, with the first list, while the lists hold the same matrices: asking for each call of a
 * kernel takes longer than small kernels do.
 *
 * Not a list of lists, which would be allocated for each call.
 */
export function kernelsForLists(
  neighbour: Matrix,
  key: MatrixList,
  b: MatrixList = NONE,
  c: MatrixList = NONE,
  d: MatrixList = NONE,
  e: MatrixList = NONE,
  f: MatrixList = NONE,
): Kernels {
  const arena = arenaOf(neighbour);
  const known = chosen.get(key);
  const precision = precisionOf(neighbour);
  if (known !== undefined && known.arena === arena && known.precision === precision) {
    const { matrices } = known;
    let at = sameUpTo(matrices, 0, key, neighbour);
    at = sameUpTo(matrices, at, b, neighbour);
    at = sameUpTo(matrices, at, c, neighbour);
    at = sameUpTo(matrices, at, d, neighbour);
    at = sameUpTo(matrices, at, e, neighbour);
    if (sameUpTo(matrices, at, f, neighbour) === matrices.length) return known.kernels;
  }
  const matrices = [...key, ...b, ...c, ...d, ...e, ...f];
  const last = key[key.length - 1];
  let kernels = kernelsFor(last, neighbour);
  if (matrices.some((A) => kernelsFor(last, A) !== kernels)) kernels = scalarOf(precisionOf(last));
  chosen.set(key, { arena, precision, matrices, kernels });
  return kernels;
}

const NONE: MatrixList = [];

interface Chosen {
  readonly arena: Arena | undefined;
  readonly precision: Precision;
  readonly matrices: MatrixList;
  readonly kernels: Kernels;
}

const chosen = new WeakMap<MatrixList, Chosen>();

/**
 * Where `list` ends among `matrices` if it begins at `at`; beyond their end if it does not. In the place of
 * one neighbour may stand the next.
 */
function sameUpTo(matrices: MatrixList, at: number, list: MatrixList, neighbour: Matrix): number {
  for (let i = 0; i < list.length; i++) {
    const A = list[i];
    if (A !== matrices[at + i] && A !== neighbour) return matrices.length + 1;
  }
  return at + list.length;
}

function scalarOf(precision: Precision): Kernels {
  return precision === 'float64' ? scalarFloat64 : scalarFloat32;
}
