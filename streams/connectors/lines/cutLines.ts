const NEWLINE = 0x0a;

/** Cuts bytes that come in pieces into lines. */
export interface LineCutter {
  /** How many lines have been taken. */
  readonly count: number;
  /** More bytes. They are not copied unless a line goes on in the next piece. */
  write(bytes: Uint8Array): void;
  /** There are no more: what is left is a line, if it is not empty. */
  end(): void;
  /** The next line, without its newline; undefined as long as there is none. */
  next(): Uint8Array | undefined;
}

/**
 * No bytes yet.
 *
 * @param tooLong makes what `next()` throws, of the number of a line, counted from 1, that has more bytes than `maxBytes`
 */
export function cutLines(maxBytes: number, tooLong: (line: number) => Error): LineCutter {
  const pieces: Uint8Array[] = [];
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  let at = 0;
  let count = 0;
  let isOver = false;

  function take(more: Uint8Array): void {
    begunBytes += more.length;
    if (begunBytes > maxBytes) throw tooLong(count + 1);
    begun.push(more);
  }

  function line(): Uint8Array {
    const whole = begun.length === 1 ? begun[0] : Buffer.concat(begun);
    begun = [];
    begunBytes = 0;
    count++;
    return whole;
  }

  return {
    get count() {
      return count;
    },
    write: (bytes) => pieces.push(bytes),
    end() {
      isOver = true;
    },
    next() {
      while (pieces.length > 0) {
        const [piece] = pieces;
        const end = piece.indexOf(NEWLINE, at);
        if (end !== -1) {
          take(piece.subarray(at, end));
          at = end + 1;
          return line();
        }
        if (at < piece.length) take(piece.subarray(at));
        pieces.shift();
        at = 0;
      }
      return isOver && begunBytes > 0 ? line() : undefined;
    },
  };
}
