import { type MonoTypeOperatorFunction, tap } from 'rxjs';
import { DivergenceError } from '../src/errors.js';
import { likelyCause } from '../src/model/checks/likelyCause.js';
import type { Cost } from './records.js';

/**
 * Ends the run when the cost is no longer a finite number.
 *
 *   in:   --c-----c-----c--       c: {cost: 0.7}, {cost: 0.9}, {cost: NaN}
 *         haltOnDivergence()
 *   out:  --c-----c-----#         #: DivergenceError {iteration: 3, cost: NaN, likelyCause}
 *
 * Stands behind `computeCost()`, so that the parameters of the last finite iteration are kept. `guard()` watches
 * more, and may go on.
 *
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {DivergenceError} through the error channel
 * @example
 * const forward = { index: 2, cost: NaN, X: matrix([[NaN]]), network: createNetwork([1, 1]) };
 * lastValueFrom(of(forward).pipe(haltOnDivergence(), catchError((error) => of(error.iteration)))) // => 3
 */
export function haltOnDivergence<R extends Cost>(): MonoTypeOperatorFunction<R> {
  return tap((record) => {
    if (!Number.isFinite(record.cost)) {
      throw new DivergenceError(record.index + 1, record.cost, likelyCause(record));
    }
  });
}
