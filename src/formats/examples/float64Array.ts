/** Numbers of one block: 32 KB. */
const BLOCK = 4096;

let block = new Float64Array(0);
let used = 0;

/**
 * Numbers as `new Float64Array(length)` gives them, a few at a time out of one block: each array of its own costs a
 * microsecond, more than what is done with it.
 *
 * The first numbers are 0. A block is kept as long as one of its arrays is.
 */
export function float64Array(length: number): Float64Array {
  if (length > BLOCK / 16) return new Float64Array(length);
  if (used + length > block.length) {
    block = new Float64Array(BLOCK);
    used = 0;
  }
  used += length;
  return block.subarray(used - length, used);
}
