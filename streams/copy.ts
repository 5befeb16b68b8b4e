import { type MonoTypeOperatorFunction, map } from 'rxjs';
import { copyNetwork } from '../src/model/network.js';
import { copyMatrix } from '../src/numerics/matrix.js';
import type { Step } from './records.js';

/**
 * Makes records that may be kept: what flows in a run are views, written again by the next iteration.
 *
 *   in:   --s-----s-----s--|      s: views
 *         copy()
 *   out:  --k-----k-----k--|      k: the same values in memory of their own
 *
 * Copies all matrices, the batch included: put `every(n)` or `last()` before it.
 *
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @example
 * const X = matrix([[2]]);
 * const step = { network: createNetwork([1, 1]), X, A: [X], Z: [], Y: matrix([[1]]), dW: [], db: [] };
 * lastValueFrom(of(step).pipe(copy(), map(({ X, Y }) => [X, Y === step.Y]))) // => [matrix([[2]]), false]
 */
export function copy<R extends Step>(): MonoTypeOperatorFunction<R> {
  return map((step) => {
    const A = step.A.map(copyMatrix);
    return {
      ...step,
      X: step.A[0] === step.X ? A[0] : copyMatrix(step.X),
      Y: copyMatrix(step.Y),
      network: copyNetwork(step.network),
      A,
      Z: step.Z.map(copyMatrix),
      AL: A[A.length - 1],
      ...(step.masks && { masks: step.masks.map(copyMatrix) }),
      ...(step.undropped && { undropped: step.undropped.map(copyMatrix) }),
      dW: step.dW.map(copyMatrix),
      db: step.db.map(copyMatrix),
    };
  });
}
