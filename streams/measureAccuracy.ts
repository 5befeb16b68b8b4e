import { defer, map, type OperatorFunction } from 'rxjs';
import type { Dataset } from '../src/data/dataset.js';
import { createEvaluator } from '../src/model/evaluator.js';
import type { WithNetwork } from './records.js';

/**
 * The accuracy of the network of each record on a whole data set, from 0 to 1; with `meanSquaredError`, which
 * knows no right and wrong, its R^2 (see `evaluate`).
 *
 *   in:   --s-----s-----s--|      s: {network, ...}
 *         measureAccuracy(test)
 *   out:  --a-----a-----a--|      a: 0.5, 0.62, ...
 *
 * A forward pass for each record: put `every(100)` before it. Unobserved it does nothing.
 *
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {ShapeError} through the error channel when the data do not fit the network
 * @example
 * const data = { X: matrix([[-1, 1]]), Y: matrix([[1, 1]]) };
 * lastValueFrom(of({ network: createNetwork([1, 1], { scheme: allZeros }) }).pipe(measureAccuracy(data))) // => 1
 */
export function measureAccuracy(
  dataset: Pick<Dataset, 'X' | 'Y'>,
): OperatorFunction<WithNetwork, number> {
  return (record$) =>
    defer(() => {
      const accuracyOf = createEvaluator(dataset);
      return record$.pipe(map(({ network }) => accuracyOf(network)));
    });
}
