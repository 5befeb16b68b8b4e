import { type DataSchedule, defineSchedule, requireOneClock } from './course.js';
import { checkLength, type Length } from './length.js';
import { mix, over } from './over.js';
import { power } from './power.js';
import { requirePositive, requireValue } from './requireNumber.js';

/** How cycles go. */
export interface CyclicOptions {
  /** How long it goes down. Default as long as up. */
  readonly down?: Length;
  /** What the height is multiplied by after each cycle; positive. Default 1; 0.5 is "triangular2". */
  readonly cycleFactor?: number;
  /** The same after each iteration (or second, as lengths are). Default 1; less is "exp_range". */
  readonly factor?: number;
}

/**
 * A triangle wave from `low` to `high` and back, without end.
 *
 * Endless. Value: `low` at 0 and after each cycle; `high` in between, but for the factors.
 * @throws {RangeError} when a value is negative or not finite, or a length or a factor not positive, or one
 * length is in seconds and the other is not
 * @example
 * [0, 1, 2, 4, 6].map((i) => cyclic(0.1, 0.3, 2, { cycleFactor: 0.5 })(i)) // => [0.1, 0.2, 0.3, 0.1, 0.2]
 * Source: Smith 2015; PyTorch's `CyclicLR`.
 */
export function cyclic(
  low: number,
  high: number,
  up: Length,
  { down = up, cycleFactor = 1, factor = 1 }: CyclicOptions = {},
): DataSchedule {
  requireValue('cyclic', 'low', low);
  requireValue('cyclic', 'high', high);
  requirePositive('cyclic', 'cycleFactor', cycleFactor);
  requirePositive('cyclic', 'factor', factor);
  const rise = checkLength('cyclic', 'up', up);
  const fall = checkLength('cyclic', 'down', down);
  requireOneClock('cyclic', rise, fall);
  return defineSchedule({
    at: over(rise, (elapsed, upwards, run) => {
      const downwards = fall.measure(run, Infinity);
      const cycle = Math.floor(elapsed / (upwards + downwards));
      const since = elapsed - cycle * (upwards + downwards);
      const share = since <= upwards ? since / upwards : 1 - (since - upwards) / downwards;
      const height = power(cycleFactor, cycle) * power(factor, elapsed);
      return mix(high, low, share * height);
    }),
    lengths: [rise, fall],
    toJSON: () => ({
      ...{ kind: 'cyclic', low, high, up: rise.data },
      ...{ down: fall.data, cycleFactor, factor },
    }),
  });
}
