/** What has come under an id. */
export interface KnownId {
  readonly id: string;
  readonly isSettled: boolean;
  /** So many have come since that it is known only until it is settled; then it is to be forgotten. */
  isOld: boolean;
}

/** What came last, and what came before that and is not settled yet. */
export interface KnownIds<K extends KnownId> {
  get(id: string): K | undefined;
  /** Adds one whose id is not known; the oldest is forgotten when there are too many. */
  add(known: K): void;
  forget(id: string): void;
}

/**
 * A window of ids, in which what is not settled stays however old it is.
 *
 * @param most how many are remembered
 * @example
 * const ids = knownIds(1);
 * const [a, b] = [true, false].map((isSettled, i) => ({ id: 'ab'[i], isSettled, isOld: false }));
 * ids.add(a);
 * ids.add(b);
 * [ids.get('a'), ids.get('b')] // => [undefined, b]
 */
export function knownIds<K extends KnownId>(most: number): KnownIds<K> {
  const byId = new Map<string, K>();
  /** The last ones; the next takes the place of the oldest. */
  const last: K[] = [];
  let next = 0;
  return {
    get: (id) => byId.get(id),
    add(known) {
      byId.set(known.id, known);
      if (last.length < most) {
        last.push(known);
        return;
      }
      const oldest = last[next];
      last[next] = known;
      next = (next + 1) % most;
      oldest.isOld = true;
      if (oldest.isSettled) byId.delete(oldest.id);
    },
    forget: (id) => byId.delete(id),
  };
}
