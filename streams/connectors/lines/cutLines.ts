import { createHash, type Hash } from 'node:crypto';
import type { Delivery } from '../delivery.js';

const NEWLINE = 0x0a;

/** A line, without its newline; of one that is too long its beginning. */
export type Line = Pick<Delivery, 'value' | 'whole'>;

/** Cuts bytes that come in pieces into lines. */
export interface LineCutter {
  /** How many lines have been taken. */
  readonly count: number;
  /** More bytes. They are not copied unless a line goes on in the next piece. */
  write(bytes: Uint8Array): void;
  /** There are no more: what is left is a line, if it is not empty. */
  end(): void;
  /** The next line; undefined as long as there is none. */
  next(): Line | undefined;
}

/**
 * No bytes yet.
 *
 * @param maxBytes what is kept of a line
 */
export function cutLines(maxBytes: number): LineCutter {
  const pieces: Uint8Array[] = [];
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  let digest: Hash | undefined;
  let at = 0;
  let count = 0;
  let isOver = false;

  function take(more: Uint8Array): void {
    const room = Math.max(0, maxBytes - begunBytes);
    begunBytes += more.length;
    if (begunBytes > maxBytes && digest === undefined) {
      digest = createHash('sha256');
      for (const each of begun) digest.update(each);
    }
    digest?.update(more);
    if (room > 0) begun.push(more.subarray(0, room));
  }

  function line(): Line {
    const value = begun.length === 1 ? begun[0] : Buffer.concat(begun);
    const whole = digest && { bytes: begunBytes, sha256: digest.digest('hex') };
    begun = [];
    begunBytes = 0;
    digest = undefined;
    count++;
    return whole === undefined ? { value } : { value, whole };
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
