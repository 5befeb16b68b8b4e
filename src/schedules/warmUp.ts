import { type DataSchedule, defineSchedule } from './course.js';
import { checkLength, type Length } from './length.js';
import { over } from './over.js';
import { requireValue } from './requireNumber.js';

/** Where a warm-up leads. */
export interface WarmUpOptions {
  /** The value in the end. */
  readonly target: number;
}

/** A warm-up to the first value of what comes next in a `join()`. It is data, and no schedule yet. */
export interface OpenWarmUp {
  readonly kind: 'warmUp';
  readonly length: Length;
}

/**
 * Rises in a straight line to a target: in a `join()` to the first value of what comes next, else to the
 * one that is given. At iteration i of n it has (i + 1) / n of it: 1 / n at 0, because a rate of 0 would
 * waste an iteration, and all of it at n - 1. In seconds it rises from 0.
 *
 * Value: target / n at 0; the target at the last iteration of its length and from then on.
 * @throws {RangeError} when the target is negative or not finite, or the length not positive
 * @example
 * const schedule = join(warmUp(4), cosineDecay(0.4, { length: 3 }));
 * [0, 1, 3, 4, 5, 6].map((i) => schedule(i)) // => [0.1, 0.2, 0.4, 0.4, 0.3, 0.1]
 * Source: Goyal et al. 2017.
 */
export function warmUp(length: Length): OpenWarmUp;
export function warmUp(length: Length, options: WarmUpOptions): DataSchedule;
export function warmUp(length: Length, options?: WarmUpOptions): OpenWarmUp | DataSchedule {
  const span = checkLength('warmUp', 'length', length);
  if (options === undefined) return { kind: 'warmUp', length };
  const { target } = options;
  requireValue('warmUp', 'target', target);
  // The last of n iterations is n - 1; seconds have no last one.
  const step = span.clock === 'seconds' ? 0 : 1;
  return defineSchedule({
    at: over(span, (elapsed, whole) => target * Math.min(1, (elapsed + step) / whole)),
    span,
    toJSON: () => ({ kind: 'warmUp', length: span.data, target }),
  });
}

/** Tells a warm-up without a target from schedules. */
export function isOpenWarmUp(part: unknown): part is OpenWarmUp {
  if (typeof part !== 'object' || part === null || 'target' in part) return false;
  return 'kind' in part && part.kind === 'warmUp';
}
