import { idHash } from './idHash.js';

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
  const byId = idTable<K>();
  /** The last ones; the next takes the place of the oldest. */
  const last: K[] = [];
  let next = 0;
  return {
    get: (id) => byId.get(id),
    add(known) {
      byId.add(known);
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

/** Places of a table that is new; a power of 2. */
const PLACES = 1024;

/**
 * Elements by their id. A Map of tens of thousands of strings looks at strings all over the memory to find that it has
 * not an id, which most are: here the hashes lie side by side.
 */
function idTable<K extends { readonly id: string }>() {
  /** Where an element should be, or behind that, in the next place that was free; 0 where there is none. */
  let hashes = new Int32Array(PLACES);
  let elements = new Array<K | undefined>(PLACES).fill(undefined);
  let mask = PLACES - 1;
  let size = 0;
  const hashOf = idHash();

  /** The place of an id, or the free one where it would be. */
  function placeOf(id: string, hash: number): number {
    let place = hash & mask;
    while (hashes[place] !== 0 && (hashes[place] !== hash || elements[place]?.id !== id)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  function put(element: K, hash: number): void {
    const place = placeOf(element.id, hash);
    hashes[place] = hash;
    elements[place] = element;
  }

  function grow(): void {
    const [oldHashes, oldElements] = [hashes, elements];
    hashes = new Int32Array(2 * oldHashes.length);
    elements = new Array<K | undefined>(hashes.length).fill(undefined);
    mask = hashes.length - 1;
    for (let i = 0; i < oldHashes.length; i++) {
      const element = oldElements[i];
      if (element !== undefined) put(element, oldHashes[i]);
    }
  }

  return {
    get: (id: string) => elements[placeOf(id, hashOf(id))],
    /** Adds one whose id is not there. */
    add(element: K): void {
      put(element, hashOf(element.id));
      if (4 * ++size > 3 * hashes.length) grow();
    },
    delete(id: string): void {
      let free = placeOf(id, hashOf(id));
      if (hashes[free] === 0) return;
      size--;
      // Those behind it move up, unless they stand where they should be, or before that.
      for (let place = (free + 1) & mask; hashes[place] !== 0; place = (place + 1) & mask) {
        const fromHome = (place - hashes[place]) & mask;
        if (fromHome < ((place - free) & mask)) continue;
        hashes[free] = hashes[place];
        elements[free] = elements[place];
        free = place;
      }
      hashes[free] = 0;
      elements[free] = undefined;
    },
  };
}
