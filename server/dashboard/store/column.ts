/** Numbers, one after another, in a buffer that doubles when it is full. */
export interface Column {
  readonly length: number;
  readonly at: (index: number) => number;
  readonly push: (value: number) => void;
  readonly put: (index: number, value: number) => void;
  /** Forgets all but the first `length`. */
  readonly cut: (length: number) => void;
  /** A column of its own with the same numbers. */
  readonly copy: () => Column;
}

/** An empty column, or one that begins with numbers. */
export function column(start: Float64Array = new Float64Array(64), used = 0): Column {
  let buffer = start;
  let length = used;
  return {
    get length() {
      return length;
    },
    at: (index) => buffer[index],
    push(value) {
      if (length === buffer.length) {
        const wider = new Float64Array(2 * length);
        wider.set(buffer);
        buffer = wider;
      }
      buffer[length++] = value;
    },
    put(index, value) {
      buffer[index] = value;
    },
    cut(most) {
      length = Math.min(length, most);
    },
    copy: () => column(buffer.slice(), length),
  };
}
