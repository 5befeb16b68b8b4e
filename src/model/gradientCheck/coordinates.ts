import { createRandom, type Random } from '../../numerics/random/random.js';
import type { Parameters } from '../initialize.js';

/** One parameter of a network: W[layer] at (row, col), or b[layer] at (row, 0). */
export interface Coordinate {
  readonly layer: number;
  readonly parameter: 'W' | 'b';
  readonly row: number;
  readonly col: number;
}

/** How many parameters there are. */
export function countParameters({ W, b }: Parameters): number {
  return [...W, ...b].reduce((sum, { values }) => sum + values.length, 0);
}

/**
 * `sample` different parameters, or all when there are not more: as many of each matrix as of any other, as
 * far as its size goes, so that small layers are seen beside large ones.
 */
export function chooseCoordinates(
  { W, b }: Parameters,
  sample: number,
  seed: number,
): readonly Coordinate[] {
  const random = createRandom(seed);
  const blocks = W.flatMap(({ rows, cols }, layer) => [
    { layer, parameter: 'W', cols, size: rows * cols } as const,
    { layer, parameter: 'b', cols: 1, size: b[layer].rows } as const,
  ]).sort((one, other) => one.size - other.size);
  let left = sample;
  return blocks.flatMap(({ layer, parameter, cols, size }, k) => {
    const share = Math.min(size, Math.ceil(left / (blocks.length - k)));
    left -= share;
    return chooseFrom(size, share, random).map((i) => ({
      layer,
      parameter,
      row: Math.floor(i / cols),
      col: i % cols,
    }));
  });
}

/** `count` different numbers of 0..size-1, each choice equally likely (Floyd's algorithm). */
function chooseFrom(size: number, count: number, random: Random): readonly number[] {
  const chosen = new Set<number>();
  for (let last = size - count; last < size; last++) {
    const i = random.integer(last);
    chosen.add(chosen.has(i) ? last : i);
  }
  return [...chosen];
}
