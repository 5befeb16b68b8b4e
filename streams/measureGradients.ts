import { map, type OperatorFunction, pipe } from 'rxjs';
import { gradientNorm } from '../src/model/measures/gradientNorm.js';
import { squaredNorm } from '../src/numerics/squaredNorm.js';
import { every } from './every.js';
import type { Backward } from './records.js';

/** How long the gradients of an iteration are. Plain data. */
export interface GradientReport {
  /** Counted from 1. */
  readonly iteration: number;
  /** The norm of all dW and db together. */
  readonly norm: number;
  /** From the first hidden layer to the output. */
  readonly layers: readonly { readonly layer: number; readonly dW: number; readonly db: number }[];
}

/**
 * The norms of the gradients, of all together and of each layer, on every n-th iteration.
 *
 *   in:   s--s--s--s--s--|
 *         measureGradients(2)
 *   out:  ---r-----r-----|      r: {iteration: 2, norm: 0.31, layers: [{layer: 1, dW: 0.3, db: 0.01}, ...]}
 *
 * In Gram form dW[1] is not multiplied out for it. Unobserved it does nothing.
 *
 * Timing: synchronous; ends and fails with the source.
 * @throws {RangeError} at the call, when `n` is not a positive integer
 * @example
 * const step = { index: 0, dW: [matrix([]), matrix([[3, 0]])], db: [matrix([]), matrix([[4]])] };
 * lastValueFrom(of(step).pipe(measureGradients(1))) // => { iteration: 1, norm: 5, layers: [{ layer: 1, dW: 3, db: 4 }] }
 */
export function measureGradients(n: number): OperatorFunction<Backward, GradientReport> {
  return pipe(
    every(n),
    map(({ index, dW, db }) => ({
      iteration: index + 1,
      norm: gradientNorm({ dW, db }),
      layers: dW.slice(1).map((A, i) => ({
        layer: i + 1,
        dW: Math.sqrt(squaredNorm(A)),
        db: Math.sqrt(squaredNorm(db[i + 1])),
      })),
    })),
  );
}
