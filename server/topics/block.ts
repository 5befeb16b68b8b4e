/** Consecutive points of a series that were sealed together: seq `first` is (x[0], y[0]). */
export interface Block {
  readonly first: number;
  readonly last: number;
  /** Iterations done. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** When it was sealed, in ms since 1970. */
  readonly sealedMs: number;
}

/** The points of a block behind `seq`, which lies within it. */
export function blockBehind(block: Block, seq: number): Block {
  const skipped = seq + 1 - block.first;
  if (skipped === 0) return block;
  return { ...block, first: seq + 1, x: block.x.subarray(skipped), y: block.y.subarray(skipped) };
}
