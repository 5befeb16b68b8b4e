import { defer, map, type OperatorFunction } from 'rxjs';
import { penaltyOf } from '../src/model/penalties.js';
import { type PenaltySettings, readingPenalties } from './penalties.js';
import type { Cost, Forward } from './records.js';
import { withCost } from './runRecords.js';

/** What a cost counts besides the examples. */
export interface CostSettings extends PenaltySettings {
  /**
   * Counts the squares of the biases as well in the penalty of L2, as some published tables do. The gradients
   * of `propagateBackward()` are then those of the cost without them: biases are not drawn to zero. Default
   * false.
   */
  readonly countBiases?: boolean;
}

/**
 * Adds the cost of each forward pass.
 *
 *   in:   --f-----f-----f--|      f: {Z, Y, network, ...}
 *         computeCost()
 *   out:  --c-----c-----c--|      c: f + {cost}
 *
 * The cost is that of the network's loss, computed from Z[L], so that it stays exact where AL saturates at 0
 * or 1: `binaryCrossEntropy` or `categoricalCrossEntropy` in nats per example, or `meanSquaredError`. With
 * `{ l1, l2 }` the penalties l1 / m sum|W| and l2 / (2m) sum(W^2) are added, and with `countBiases`
 * l2 / (2m) sum(b^2) (see `l1Penalty`, `l2Penalty`).
 *
 * Shapes: AL, Y (n_L x m).
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {RangeError} at the call, when `l1` or `l2` is negative or not finite
 * @throws {ShapeError} through the error channel when AL and Y differ in shape
 * @example
 * const forward = { Z: [matrix([[0, 0]])], Y: matrix([[0, 1]]), network: createNetwork([1, 1]) };
 * lastValueFrom(of(forward).pipe(computeCost(), map(({ cost }) => cost))) // => 0.6931471805599453
 * Source: the post, equation 3.
 */
export function computeCost<R extends Forward>({
  countBiases = false,
  ...strengths
}: CostSettings = {}): OperatorFunction<R, R & Cost> {
  readingPenalties(strengths); // at the call, so that a wrong number throws here
  return (forward$) =>
    defer(() => {
      const penaltiesAt = readingPenalties(strengths);
      return forward$.pipe(
        map((forward) => {
          const { Z, Y, network } = forward;
          const cost = network.loss.cost(Z[Z.length - 1], Y);
          const penalty = penaltyOf(network, penaltiesAt(forward), Y.cols, countBiases);
          return withCost(forward, { cost: cost + penalty });
        }),
      );
    });
}
