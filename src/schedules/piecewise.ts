import { type DataSchedule, defineSchedule, requireOneClock } from './course.js';
import { checkLength, isLength, type Length } from './length.js';
import { over } from './over.js';
import { requireValue } from './requireNumber.js';

/** A milestone, counted from the start of the schedule, and the value from it on. */
export type Change = readonly [milestone: Length, value: number];

/**
 * Constant pieces: `first`, and from each milestone on another value.
 *
 * Endless. Value: `first` at 0; at a milestone the new value; where milestones of different units overtake
 * each other, the later one in the list counts.
 * @throws {RangeError} when there is no change, a value is negative or not finite, a milestone not positive
 * or not after the one before, or some are in seconds and some are not
 * @example
 * const schedule = piecewise(0.1, [[30, 0.01], [60, 0.001]]);
 * [0, 29, 30, 60].map((i) => schedule(i)) // => [0.1, 0.1, 0.01, 0.001]
 * Source: Keras' `PiecewiseConstantDecay`; with equal factors PyTorch's `MultiStepLR`.
 */
export function piecewise(first: number, changes: readonly Change[]): DataSchedule {
  requireValue('piecewise', 'first', first);
  if (changes.length === 0) throw new RangeError('piecewise() takes 1 change or more; found none');
  const milestones = changes.map(([milestone]) => checkLength('piecewise', 'milestone', milestone));
  const values = changes.map(([, value]) => value);
  for (const value of values) requireValue('piecewise', 'value', value);
  requireOneClock('piecewise', ...milestones);
  requireRising(changes);
  return defineSchedule({
    at: over(milestones[0], (elapsed, _length, run) => {
      for (let k = milestones.length - 1; k >= 0; k--) {
        if (elapsed >= milestones[k].measure(run, Infinity)) return values[k];
      }
      return first;
    }),
    lengths: milestones,
    toJSON: () => ({
      ...{ kind: 'piecewise', first },
      changes: milestones.map(({ data }, k) => [data, values[k]]),
    }),
  });
}

/** Milestones of the same unit can be compared before there is a run. */
function requireRising(changes: readonly Change[]): void {
  let before: Length = 0;
  for (const [milestone] of changes) {
    if (unitOf(milestone) === unitOf(before) && !(amountOf(milestone) > amountOf(before))) {
      throw new RangeError(
        `piecewise() takes milestones in order; found ${JSON.stringify(milestone)} after ` +
          JSON.stringify(before),
      );
    }
    before = milestone;
  }
}

function unitOf(length: Length): string | undefined {
  return typeof length === 'number' ? 'iterations' : Object.keys(length)[0];
}

function amountOf(length: Length): number {
  return typeof length === 'number' ? length : Object.values(length)[0];
}

/** Tells the shape of a change; its numbers may still be out of range. */
export function isChange(value: unknown): value is Change {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [milestone, after]: readonly unknown[] = value;
  return isLength(milestone) && typeof after === 'number';
}
