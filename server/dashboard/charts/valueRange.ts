import type { Stretch } from '../store/level.js';
import type { Range } from './range.js';

/**
 * Which values an axis shows: all that there are between two iterations, and a little room.
 *
 * @param atLeast values that are in sight in any case; on a logarithmic scale the larger one alone
 */
export function valueRange(
  curves: readonly (readonly Stretch[])[],
  { from, to }: Range,
  [low, high]: readonly [number, number] = [Infinity, -Infinity],
  logarithmic: boolean = false,
): [number, number] {
  let min = logarithmic ? Infinity : low;
  let max = high;
  for (const stretch of curves.flat()) {
    if (stretch.x1 < from || stretch.x0 > to) continue;
    // Of values that are in part above 0 the largest is known to be.
    const least = logarithmic && stretch.min <= 0 ? stretch.max : stretch.min;
    if (logarithmic && !(least > 0)) continue;
    if (least < min) min = least;
    if (stretch.max > max) max = stretch.max;
  }
  if (!(min <= max)) return logarithmic ? [0.1, 1] : [0, 1];
  if (logarithmic) {
    const [bottom, top] = [rounded(min, Math.floor), rounded(max, Math.ceil)];
    return bottom < top ? [bottom, top] : [bottom / 2, 2 * top];
  }
  const room = max > min ? 0.06 * (max - min) : Math.abs(max) * 0.1 || 0.1;
  return [min >= 0 ? Math.max(0, min - room) : min - room, max + room];
}

/** A positive number with one digit that counts. */
function rounded(value: number, round: (value: number) => number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return round(value / unit) * unit;
}
