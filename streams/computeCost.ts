import { map, type OperatorFunction } from 'rxjs';
import { type L2Options, l2Penalty, requireL2 } from '../src/model/l2.js';
import { extend } from './extend.js';
import type { Cost, Forward } from './records.js';

/**
 * Adds the cost of each forward pass.
 *
 *   in:   --f-----f-----f--|      f: {Z, Y, network, ...}
 *         computeCost()
 *   out:  --c-----c-----c--|      c: f + {cost}
 *
 * The cost is that of the network's loss, computed from Z[L], so that it stays exact where AL saturates at 0
 * or 1: `binaryCrossEntropy` or `categoricalCrossEntropy` in nats per example, or `meanSquaredError`. With
 * `{ l2 }` the penalty l2 / (2m) sum(W^2) is added (see `l2Penalty`).
 *
 * Shapes: AL, Y (n_L x m).
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {RangeError} at the call, when `l2` is negative or not finite
 * @throws {ShapeError} through the error channel when AL and Y differ in shape
 * @example
 * const forward = { Z: [matrix([[0, 0]])], Y: matrix([[0, 1]]), network: createNetwork([1, 1]) };
 * lastValueFrom(of(forward).pipe(computeCost(), map(({ cost }) => cost))) // => 0.6931471805599453
 * Source: the post, equation 3.
 */
export function computeCost<R extends Forward>(
  options: L2Options = {},
): OperatorFunction<R, R & Cost> {
  const l2 = requireL2(options);
  return map((forward) => {
    const { Z, Y, network } = forward;
    const cost = network.loss.cost(Z[Z.length - 1], Y);
    const penalty = l2 === 0 ? 0 : l2Penalty(network.parameters.W, l2, Y.cols);
    return extend(forward, { cost: cost + penalty });
  });
}
