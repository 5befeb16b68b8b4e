import { map, type OperatorFunction, pipe } from 'rxjs';
import { checkGradients, type GradientCheck } from '../src/model/gradientCheck/checkGradients.js';
import {
  type CheckSettings,
  requireCheckSettings,
} from '../src/model/gradientCheck/checkSettings.js';
import { every } from './every.js';
import type { Backward } from './records.js';

/** How the gradients of an iteration compare with the slopes of its cost. */
export interface GradientCheckReport extends GradientCheck {
  /** Counted from 1. */
  readonly iteration: number;
}

/** Gradients whose parameters have not been moved yet. */
export type BeforeUpdate = Backward & { readonly learningRate?: never };

/**
 * Checks the gradients of every n-th iteration while a run goes on.
 *
 *   in:   --g--g--g--g--|       g: {X, Y, network, dW, db, ...}
 *         checkGradientsEvery(2)
 *   out:  -----r-----r--|       r: {iteration: 2, difference, worst, ...}, {iteration: 4, ...}
 *
 * What the record holds is compared, wherever it is from, with two-sided differences of the cost on the same
 * batch and with the same masks of dropout (see `checkGradients`); `l1` and `l2` are to be those of the run.
 * It belongs between `propagateBackward()` and `updateParameters()`, which moves the parameters on: lead the
 * records out with `tap(subject)`. It writes nothing that the run reads, and unobserved it does nothing.
 *
 * A check takes two passes from a unit upwards for each parameter of the `sample`, 100 unless told otherwise,
 * and other ones each time.
 *
 * Timing: synchronous; ends and fails with the source.
 * @throws {RangeError} at the call, when `n` is not a positive integer, or a setting is out of its range
 * @throws {TypeError} through the error channel when the parameters have been updated
 * @example
 * const gradient$ = new Subject();
 * const reports = lastValueFrom(gradient$.pipe(checkGradientsEvery(5), map(({ iteration, difference }) => [iteration, difference < 1e-7]), toArray()));
 * const train = pipe(propagateForward(), propagateBackward(), tap(gradient$), updateParameters(gradientDescent(1)));
 * iterate({ count: 10 }).pipe(drawBatches({ X: matrix([[-1, 1]]), Y: matrix([[0, 1]]) }), closeLoop(createNetwork([1, 1]), train)).subscribe();
 * reports // => [[5, true], [10, true]]
 */
export function checkGradientsEvery(
  n: number,
  settings: CheckSettings = {},
): OperatorFunction<BeforeUpdate, GradientCheckReport> {
  const { seed, sample, ...rest } = requireCheckSettings({ sample: 100, ...settings });
  return pipe(
    every<BeforeUpdate>(n),
    map((record) => {
      const { index, network, dW, db, masks } = record;
      if (record.learningRate !== undefined) {
        throw new TypeError(
          'Cannot check gradients of parameters that have been updated: put checkGradientsEvery() ' +
            'behind propagateBackward(), before updateParameters()',
        );
      }
      const check = checkGradients(network, record, {
        ...rest,
        sample,
        seed: (seed + index) % 2 ** 32,
        gradients: { dW, db },
        ...(masks && { masks }),
      });
      return { iteration: index + 1, ...check };
    }),
  );
}
