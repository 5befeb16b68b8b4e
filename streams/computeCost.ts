import { map, type OperatorFunction } from 'rxjs';
import { sigmoidCrossEntropy } from '../src/model/cost.js';
import { type CostOptions, penaltyOf, requirePenalties } from '../src/model/penalties.js';
import { extend } from './extend.js';
import type { Cost, Forward } from './records.js';

/**
 * Adds the cost of each forward pass.
 *
 *   in:   --f-----f-----f--|      f: {Z, Y, ...}
 *         computeCost()
 *   out:  --c-----c-----c--|      c: f + {cost}
 *
 * cost = -(1/m) sum(Y log AL + (1 - Y) log(1 - AL)), in nats per example, computed from Z[L], so that
 * it stays exact where AL saturates at 0 or 1 (see `sigmoidCrossEntropy`). With `{ l1, l2 }` the penalties
 * l1 / m sum|W| and l2 / (2m) sum(W^2) are added, and with `countBiases` l2 / (2m) sum(b^2) (see `l1Penalty`,
 * `l2Penalty`).
 *
 * Shapes: AL, Y (n_L x m).
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {RangeError} at the call, when `l1` or `l2` is negative or not finite
 * @throws {ShapeError} through the error channel when AL and Y differ in shape
 * @example
 * const forward = { Z: [matrix([[0, 0]])], Y: matrix([[0, 1]]) };
 * lastValueFrom(of(forward).pipe(computeCost(), map(({ cost }) => cost))) // => 0.6931471805599453
 * Source: the post, equation 3.
 */
export function computeCost<R extends Forward>(
  options: CostOptions = {},
): OperatorFunction<R, R & Cost> {
  requirePenalties(options);
  return map((forward) => {
    const { Z, Y } = forward;
    const cost = sigmoidCrossEntropy(Z[Z.length - 1], Y);
    const penalty = penaltyOf(forward.network, options, Y.cols);
    return extend(forward, { cost: cost + penalty });
  });
}
