import type { Block } from './block.js';
import { firstIndex } from './firstIndex.js';

/** The newest blocks of a series. */
export interface Ring {
  /** The oldest seq that is there; undefined when nothing is. */
  readonly first: number | undefined;
  /** Takes the next block, and lets the oldest go until there is room for it. */
  push(block: Block): void;
  /** The block that holds `seq`. */
  blockOf(seq: number): Block | undefined;
}

/** What a block takes, as measured. */
const BYTES_A_POINT = 16;
const BYTES_A_BLOCK = 768;

/** Blocks that were let go, before the list is cut. */
const LET_GO = 64;

/** An empty ring of so many bytes; the newest block stays, however large it is. */
export function createRing(bytes: number): Ring {
  const blocks: Block[] = [];
  /** Where the oldest block stands. */
  let start = 0;
  let held = 0;
  return {
    get first() {
      return blocks.at(start)?.first;
    },
    push(block) {
      blocks.push(block);
      held += bytesOf(block);
      while (held > bytes && start < blocks.length - 1) {
        held -= bytesOf(blocks[start]);
        start++;
      }
      if (start < LET_GO) return;
      blocks.splice(0, start);
      start = 0;
    },
    blockOf(seq) {
      // Who is level with the others asks for the newest one.
      const newest = blocks.at(-1);
      if (newest !== undefined && newest.first <= seq && seq <= newest.last) return newest;
      const index = firstIndex(blocks.length - start, (i) => blocks[start + i].last >= seq);
      const block = blocks.at(start + index);
      return block !== undefined && block.first <= seq ? block : undefined;
    },
  };
}

function bytesOf({ x }: Block): number {
  return BYTES_A_BLOCK + BYTES_A_POINT * x.length;
}
