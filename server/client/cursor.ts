/** How far a reader has come in a topic. */
export interface Cursor {
  readonly epoch: string;
  /** The last seq that it has. */
  readonly seq: number;
}

/** What a frame that covers first..last is to a reader. */
export type Place =
  | { readonly place: 'next' }
  /** All of it is there already. */
  | { readonly place: 'duplicate' }
  /** The first `skip` seqs of it are there already. */
  | { readonly place: 'overlap'; readonly skip: number }
  /** Something between is missing. */
  | { readonly place: 'gap' }
  /** Of another log: nothing can be said. */
  | { readonly place: 'foreign' };

/**
 * Where a frame stands behind a cursor: the rule by which each seq is taken exactly once.
 *
 * @example
 * const at = { epoch: 'a', seq: 5 };
 * [[6, 9], [2, 5], [4, 9], [8, 9]].map(([first, last]) => placeBehind(at, 'a', first, last).place) // => ['next', 'duplicate', 'overlap', 'gap']
 */
export function placeBehind(cursor: Cursor, epoch: string, first: number, last: number): Place {
  if (epoch !== cursor.epoch) return { place: 'foreign' };
  if (last <= cursor.seq) return { place: 'duplicate' };
  if (first === cursor.seq + 1) return { place: 'next' };
  if (first > cursor.seq + 1) return { place: 'gap' };
  return { place: 'overlap', skip: cursor.seq - first + 1 };
}
