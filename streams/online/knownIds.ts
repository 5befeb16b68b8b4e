import { idHash } from './idHash.js';

/** What is known of an id: nothing; that it is being dealt with; that it has been. */
export type Knowledge = 'new' | 'open' | 'settled';

/** Ids that came last, and those that came before and are still being dealt with. */
export interface KnownIds {
  /** What is known of an id that comes. Where it is new, it is being dealt with from here on. */
  meet(id: string): Knowledge;
  /** It has been dealt with. */
  settle(id: string): void;
  /** It could not be dealt with: it is as new. */
  release(id: string): void;
}

/** Places of a table that is new; a power of 2. */
const PLACES = 1024;

/** What is known, in the two lowest bits of the second hash. */
const STATE = 3;
const OPEN = 0;
const SETTLED = 1;
const RELEASED = 2;
/** So many have come since that it is known only as long as it is open. */
const OLD_OPEN = 3;

/**
 * A window of ids, in which what is open stays however old it is.
 *
 * Of an id 62 bits of its hashes are kept, side by side. A Map of tens of thousands of strings looks at strings all over
 * the memory to find that it has not an id, which most are, and its strings keep the collector busy. That one id is taken
 * for another, and an example lost, has a chance of 1 in 10^14 where 40,000 are known.
 *
 * @param most how many are remembered
 * @example
 * const ids = knownIds(1);
 * ids.meet('a');
 * ids.meet('b');
 * ids.settle('a');
 * [ids.meet('b'), ids.meet('a')] // => ['open', 'new']
 */
export function knownIds(most: number): KnownIds {
  const hashInto = idHash();
  const hash = new Int32Array(2);
  /** Of each place a hash, 0 where it is free, and the other with what is known. */
  let table = new Int32Array(2 * PLACES);
  let mask = PLACES - 1;
  let size = 0;
  /** The hashes of the last ones; the next takes the place of the oldest, when there are as many as are remembered. */
  let last = new Int32Array(2 * Math.min(most, PLACES));
  let met = 0;

  const isFree = (place: number) => table[2 * place] === 0;
  const stateAt = (place: number) => table[2 * place + 1] & STATE;

  /** The place of an id, or the free one where it would be: where its hash says, or the next one behind that. */
  function placeOf(low: number, high: number): number {
    let place = low & mask;
    while (
      !isFree(place) &&
      (table[2 * place] !== low || (table[2 * place + 1] & ~STATE) !== high)
    ) {
      place = (place + 1) & mask;
    }
    return place;
  }

  function put(place: number, low: number, highAndState: number): void {
    table[2 * place] = low;
    table[2 * place + 1] = highAndState;
  }

  function become(place: number, state: number): void {
    table[2 * place + 1] = (table[2 * place + 1] & ~STATE) | state;
  }

  function grow(): void {
    const old = table;
    table = new Int32Array(2 * old.length);
    mask = old.length - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] !== 0) put(placeOf(old[i], old[i + 1] & ~STATE), old[i], old[i + 1]);
    }
  }

  function remove(place: number): void {
    size--;
    let free = place;
    // Those behind it move up, unless they stand where they should be, or before that.
    for (let i = (free + 1) & mask; !isFree(i); i = (i + 1) & mask) {
      const fromHome = (i - table[2 * i]) & mask;
      if (fromHome < ((i - free) & mask)) continue;
      put(free, table[2 * i], table[2 * i + 1]);
      free = i;
    }
    put(free, 0, 0);
  }

  /** Puts it among the last ones, where it takes the place of the oldest. */
  function remember(low: number, high: number): void {
    const at = 2 * (met % most);
    if (met >= most) leaveWindow(placeOf(last[at], last[at + 1]));
    else if (at === last.length) {
      const more = new Int32Array(2 * Math.min(most, 2 * met));
      more.set(last);
      last = more;
    }
    last[at] = low;
    last[at + 1] = high;
    met++;
  }

  function leaveWindow(place: number): void {
    if (isFree(place)) return;
    if (stateAt(place) === OPEN) become(place, OLD_OPEN);
    else remove(place);
  }

  /** Both hashes of an id as they stand in the table, and its place. */
  function look(id: string): number {
    hashInto(hash, id);
    hash[0] ||= 1;
    hash[1] &= ~STATE;
    return placeOf(hash[0], hash[1]);
  }

  function end(id: string, state: number): void {
    const place = look(id);
    if (isFree(place)) return;
    if (stateAt(place) === OLD_OPEN) remove(place);
    else become(place, state);
  }

  return {
    meet(id) {
      const place = look(id);
      if (isFree(place)) {
        const [low, high] = [hash[0], hash[1]];
        put(place, low, high | OPEN);
        if (4 * ++size > 3 * (mask + 1)) grow();
        remember(low, high);
        return 'new';
      }
      const state = stateAt(place);
      if (state === RELEASED) become(place, OPEN);
      if (state === RELEASED) return 'new';
      return state === SETTLED ? 'settled' : 'open';
    },
    settle: (id) => end(id, SETTLED),
    release: (id) => end(id, RELEASED),
  };
}
