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
export type MatrixLists = readonly (readonly Matrix[])[];

/**
 * `kernelsFor` of all the matrices in some lists and of `neighbour`, which comes anew each time. It is
 * remembered, with the first list, for as long as the lists are the same ones: asking for each call of a
 * kernel takes longer than small kernels do.
 */
export function kernelsForLists(lists: MatrixLists, neighbour: Matrix): Kernels {
  const [key] = lists;
  const arena = arenaOf(neighbour);
  const known = chosen.get(key);
  if (known !== undefined && known.arena === arena && areSame(known.lists, lists)) {
    return known.kernels;
  }
  const last = key[key.length - 1];
  let kernels = kernelsFor(last, neighbour);
  for (const list of lists) {
    for (const A of list) {
      if (kernelsFor(last, A) !== kernels) kernels = scalarOf(precisionOf(last));
    }
  }
  chosen.set(key, { arena, lists, kernels });
  return kernels;
}

interface Chosen {
  readonly arena: Arena | undefined;
  readonly lists: MatrixLists;
  readonly kernels: Kernels;
}

const chosen = new WeakMap<readonly Matrix[], Chosen>();

function areSame(lists: MatrixLists, others: MatrixLists): boolean {
  if (lists.length !== others.length) return false;
  for (let i = 0; i < lists.length; i++) if (lists[i] !== others[i]) return false;
  return true;
}

function scalarOf(precision: Precision): Kernels {
  return precision === 'float64' ? scalarFloat64 : scalarFloat32;
}
