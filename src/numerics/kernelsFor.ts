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

/** Lists of matrices that a loop computes with, again and again. */
export type MatrixLists = readonly [
  key: readonly Matrix[],
  second: readonly Matrix[],
  third: readonly Matrix[],
  fourth: readonly Matrix[],
];

/**
 * `kernelsFor` of all the matrices in four lists and of `neighbour`, which comes anew each time. It is
 * remembered, with the first list, for as long as the lists are the same ones: asking for each call of a
 * kernel takes longer than small kernels do.
 */
export function kernelsForLists(
  key: MatrixLists[0],
  second: MatrixLists[1],
  third: MatrixLists[2],
  fourth: MatrixLists[3],
  neighbour: Matrix,
): Kernels {
  const arena = arenaOf(neighbour);
  const known = chosen.get(key);
  if (
    known !== undefined &&
    known.arena === arena &&
    known.second === second &&
    known.third === third &&
    known.fourth === fourth
  ) {
    return known.kernels;
  }
  const last = key[key.length - 1];
  let kernels = kernelsFor(last, neighbour);
  for (const list of [key, second, third, fourth]) {
    for (const A of list) {
      if (kernelsFor(last, A) !== kernels) kernels = scalarOf(precisionOf(last));
    }
  }
  chosen.set(key, { arena, second, third, fourth, kernels });
  return kernels;
}

interface Chosen {
  readonly arena: Arena | undefined;
  readonly second: MatrixLists[1];
  readonly third: MatrixLists[2];
  readonly fourth: MatrixLists[3];
  readonly kernels: Kernels;
}

const chosen = new WeakMap<MatrixLists[0], Chosen>();

function scalarOf(precision: Precision): Kernels {
  return precision === 'float64' ? scalarFloat64 : scalarFloat32;
}
