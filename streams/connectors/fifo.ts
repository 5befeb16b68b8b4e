/** What waits, first come, first served. */
export interface Fifo<T> {
  push(element: T): void;
  /** The one that has waited longest. */
  shift(): T | undefined;
  size(): number;
}

/** So many places that are empty are worth moving the others. */
const EMPTY = 1024;

/**
 * A queue: `shift()` of a long array moves all that is in it.
 *
 * @example
 * const waiting = fifo();
 * waiting.push('a');
 * waiting.push('b');
 * [waiting.shift(), waiting.size()] // => ['a', 1]
 */
export function fifo<T>(): Fifo<T> {
  let elements: (T | undefined)[] = [];
  let first = 0;
  return {
    push(element) {
      elements.push(element);
    },
    shift() {
      const element = elements[first];
      if (first === elements.length) return undefined;
      elements[first++] = undefined;
      if (first === elements.length || (first >= EMPTY && 2 * first >= elements.length)) {
        elements = elements.slice(first);
        first = 0;
      }
      return element;
    },
    size: () => elements.length - first,
  };
}
