import type { BetterScore, CheckpointInfo } from './checkpoint.js';

/** Checkpoints that have a score, the best first; among equal ones the one that was there first. */
export function byScore<T extends CheckpointInfo>(
  checkpoints: readonly T[],
  better: BetterScore,
): readonly T[] {
  const sign = better === 'lowest' ? 1 : -1;
  return checkpoints
    .flatMap((checkpoint) => {
      const { score } = checkpoint;
      return score === undefined ? [] : [{ checkpoint, rank: sign * score }];
    })
    .sort((a, b) => a.rank - b.rank || a.checkpoint.number - b.checkpoint.number)
    .map(({ checkpoint }) => checkpoint);
}
