/** Something that stands in a stream, and is settled some day. */
export interface Placed {
  readonly seq: number;
  isSettled: boolean;
}

/** What is not settled, in the order of the stream. */
export interface Unsettled<T extends Placed> extends Iterable<T> {
  add(element: T): void;
  find(seq: number): T | undefined;
  settle(element: T): void;
}

/** So many that are settled are worth moving the others. */
const MANY = 1024;

/**
 * A list, since nearly all comes in the order of the stream, and is settled in it. A Map of tens of thousands takes
 * longer to fill than the rest of what is done with a message.
 *
 * @example
 * const waiting = unsettled();
 * const [first, second] = [1, 2].map((seq) => ({ seq, isSettled: false }));
 * waiting.add(first);
 * waiting.add(second);
 * waiting.settle(first);
 * [waiting.find(1), [...waiting]] // => [undefined, [{ seq: 2, isSettled: false }]]
 */
export function unsettled<T extends Placed>(): Unsettled<T> {
  let elements: T[] = [];
  let settled = 0;

  /** Where the first one stands that is not before `seq`. */
  function placeOf(seq: number): number {
    let [start, end] = [0, elements.length];
    while (start < end) {
      const middle = (start + end) >>> 1;
      if (elements[middle].seq < seq) start = middle + 1;
      else end = middle;
    }
    return start;
  }

  return {
    add(element) {
      const last = elements.at(-1);
      if (last === undefined || last.seq < element.seq) elements.push(element);
      else elements.splice(placeOf(element.seq), 0, element);
    },
    find(seq) {
      const element = elements.at(placeOf(seq));
      return element?.seq === seq && !element.isSettled ? element : undefined;
    },
    settle(element) {
      if (element.isSettled) return;
      element.isSettled = true;
      settled++;
      if (settled < MANY || 2 * settled < elements.length) return;
      elements = elements.filter((each) => !each.isSettled);
      settled = 0;
    },
    *[Symbol.iterator]() {
      for (const element of elements) if (!element.isSettled) yield element;
    },
  };
}
