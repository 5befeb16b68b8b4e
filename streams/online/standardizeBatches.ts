import { defer, map, type OperatorFunction } from 'rxjs';
import { perBatchSize } from '../../src/model/perBatchSize.js';
import { zerosBeside } from '../../src/numerics/arena.js';
import { type Matrix, precisionOf } from '../../src/numerics/matrix.js';
import {
  type RunningStandardizer,
  runningStandardizer,
  type StandardizerOptions,
} from '../../src/online/runningStandardizer.js';
import { extend } from '../extend.js';
import type { Batch } from '../records.js';

/** A batch that has been standardized. */
export interface Standardized {
  /** What did it, with all examples so far: for held-out data, and to be saved. */
  readonly standardizer: Pick<RunningStandardizer, 'transform' | 'statistics' | 'memory'>;
}

/**
 * Standardizes the features of batches with the statistics of all before.
 *
 *   in:   --b-----b-----b--|      b: {X, ...}
 *         standardizeBatches()
 *   out:  --s-----s-----s--|      s: b + {X: standardized, standardizer}
 *
 * Stands between what makes batches and `closeLoop()`, for data that never end, of which no statistics can be
 * fitted ahead. A batch counts when it has been transformed, so that nothing leaks; with `updateFirst` before. X of
 * the source stays as it is. See `runningStandardizer`; `standardizer.memory()` is what `from` takes.
 *
 * Shapes: X (n_0 x m), a view that is valid until the next iteration.
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {ShapeError} through the error channel when X has another number of features than the first one, or `from`
 * @throws {DataError} through the error channel when a value is not a finite number
 * @example
 * const batch$ = from([[1, 3], [4, 0]]).pipe(map((row) => ({ X: matrix([row]) })));
 * lastValueFrom(batch$.pipe(standardizeBatches(), map(({ X }) => X))) // => matrix([[2, -2]])
 */
export function standardizeBatches<R extends Pick<Batch, 'X'>>(
  options: StandardizerOptions = {},
): OperatorFunction<R, R & Standardized> {
  return (batch$) =>
    defer(() => {
      let standardizer: RunningStandardizer | undefined;
      const bufferOf = perBatchSize((m, X: Matrix) => zerosBeside(X)(X.rows, m, precisionOf(X)));
      return batch$.pipe(
        map((batch) => {
          const { X } = batch;
          standardizer ??= runningStandardizer(X.rows, options);
          const target = standardizer.standardizeInto(bufferOf(X.cols, X), X);
          return extend(batch, { X: target, standardizer });
        }),
      );
    });
}
