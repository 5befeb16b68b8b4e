/*
 * How products are cut, and the scratch in which their pieces lie: a panel of B, a tile of C at a ragged edge, and a
 * block of A.
 */

/** Rows of a register tile, at most: see `tileOf`. */
@inline export const tileRows: i32 = 5;
/** Rows of A that are copied at a time, and steps of k: 80 x 256 doubles, a part of the L2 cache. */
@inline export const blockRows: i32 = 80;
@inline export const blockSteps: i32 = 256;
/** A row of a panel of B: two vectors. */
@inline export const panelBytes: i32 = 32;

/** Where they lie in the scratch; the panel lies at its beginning. */
@inline export const edgeAt: i32 = blockSteps * panelBytes;
@inline export const blockAt: i32 = edgeAt + 192;

/** The size of the scratch. */
export const scratchBytes: i32 = blockAt + blockRows * blockSteps * 8;

export let scratch: usize = 0;

/** Names the `scratchBytes` that every product overwrites. */
export function useScratch(address: usize): void {
  scratch = address;
}

/** Rows of the next tile: 4 as long as a single row is not left over. */
@inline
export function tileHeight(left: i32): i32 {
  return left == 5 ? 5 : min(4, left);
}
