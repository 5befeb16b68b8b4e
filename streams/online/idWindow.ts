/** The ids that came last, in their order. */
export interface IdWindow {
  /** How many have been added, ever. */
  readonly count: number;
  /** Adds one. */
  add(id: string): void;
  /** The ids as they were when `count` was that, 4,096 ago at most. */
  list(count: number): readonly string[];
}

/** How far back one can ask. */
const RECENT = 4096;

/**
 * A window of ids.
 *
 * @param most how many are remembered
 * @example
 * const ids = idWindow(2, ['a']);
 * ids.add('b');
 * ids.add('c');
 * [ids.list(ids.count), ids.list(2)] // => [['b', 'c'], ['a', 'b']]
 */
export function idWindow(most: number, from: readonly string[] = []): IdWindow {
  /** The newest ones, more than are remembered, for who asks how it was. */
  let ids: string[] = [];
  let count = 0;

  function add(id: string): void {
    ids.push(id);
    count++;
    if (ids.length > 2 * (most + RECENT)) ids = ids.slice(-most - RECENT);
  }

  for (const id of from) add(id);
  return {
    get count() {
      return count;
    },
    add,
    list(until) {
      const end = ids.length - (count - until);
      return ids.slice(Math.max(0, end - most), end);
    },
  };
}
