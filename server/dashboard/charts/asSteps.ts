import type { Stretch } from '../store/level.js';

/**
 * The curve of a value that stays in force until the next one comes: level between stretches that are more than a cell
 * apart, so that a change is a step and not a slope.
 *
 * @example
 * const at = (x, y) => ({ x0: x, x1: x, min: y, max: y, last: y });
 * asSteps([at(1, 2), at(100, 8)], 4) // => [at(1, 2), at(99, 2), at(100, 8)]
 */
export function asSteps(stretches: readonly Stretch[], cell: number): Stretch[] {
  return stretches.flatMap((next, i) => {
    const before = i === 0 ? undefined : stretches[i - 1];
    if (before === undefined || next.x0 - before.x1 <= Math.max(1, cell)) return [next];
    const isPoint = before.min === before.max;
    const until = next.x0 === next.x1 ? next.x0 - 1 : next.x0;
    const begins = isPoint ? [] : [pointAt(before.x1 + 1, before.last)];
    return [...begins, pointAt(until, before.last), next];
  });
}

function pointAt(x: number, y: number): Stretch {
  return { x0: x, x1: x, min: y, max: y, last: y };
}
