import { map, type OperatorFunction } from 'rxjs';
import { sigmoidCrossEntropy } from '../src/model/cost.js';
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
 * it stays exact where AL saturates at 0 or 1 (see `sigmoidCrossEntropy`).
 *
 * Shapes: AL, Y (n_L x m).
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {ShapeError} through the error channel when AL and Y differ in shape
 * @example
 * const forward = { Z: [matrix([[0, 0]])], Y: matrix([[0, 1]]) };
 * lastValueFrom(of(forward).pipe(computeCost(), map(({ cost }) => cost))) // => 0.6931471805599453
 * Source: the post, equation 3.
 */
export function computeCost<R extends Forward>(): OperatorFunction<R, R & Cost> {
  return map((forward) =>
    extend(forward, { cost: sigmoidCrossEntropy(forward.Z[forward.Z.length - 1], forward.Y) }),
  );
}
