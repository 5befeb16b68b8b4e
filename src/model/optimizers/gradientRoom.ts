import { zerosLike } from '../../numerics/arena.js';
import type { Matrix } from '../../numerics/matrix.js';
import type { Gradients } from '../backward.js';
import type { Parameters } from '../initialize.js';

/**
 * Room for gradients of `parameters` other than those that flow: made once for each matrix, beside it, and
 * written again at every step by whoever asks for it.
 *
 * Kept by the matrices and not by the lists, because an arena gives nothing back. One room serves nested
 * optimizers, each of which writes an entry when it has read it.
 */
export function gradientRoom({ W, b }: Parameters): Gradients {
  let lists = listsOf.get(W);
  if (lists === undefined) {
    lists = { dW: [], db: [] };
    listsOf.set(W, lists);
  }
  fill(lists.dW, W);
  fill(lists.db, b);
  return lists;
}

interface Lists {
  readonly dW: Matrix[];
  readonly db: Matrix[];
}

const listsOf = new WeakMap<readonly Matrix[], Lists>();
const roomOf = new WeakMap<Matrix, Matrix>();

function fill(list: Matrix[], P: readonly Matrix[]): void {
  list.length = P.length;
  for (let l = 0; l < P.length; l++) {
    const A = P[l];
    let room = roomOf.get(A);
    if (room === undefined) {
      room = zerosLike(A);
      roomOf.set(A, room);
    }
    list[l] = room;
  }
}
