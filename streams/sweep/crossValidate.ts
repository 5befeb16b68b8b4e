import { defer, map, type Observable, type ObservableInput, zip } from 'rxjs';
import type { TrialReport } from './events.js';

/** How the folds of a cross-validation stand, all at the same iteration. */
export interface CrossValidationReport<Report extends TrialReport = TrialReport>
  extends TrialReport {
  /** The mean of the folds' values. */
  readonly value: number;
  /** Their standard deviation as a sample: the squares over k - 1. */
  readonly deviation: number;
  /** What each fold reported, in their order. */
  readonly folds: readonly Report[];
}

/**
 * Trains on each fold, and reports mean and deviation of the metric over all of them.
 *
 *   run(fold 0):  --1-----2-----|
 *   run(fold 1):  ----1-----2-----|            {iteration, value}
 *                 crossValidate(foldsOf(examples, 2), run)
 *   out:          ----m-----m---|              m: {iteration, value: the mean, deviation, folds}
 *
 * The folds are trained side by side and report together, so that a sweep can stop the whole of it early:
 * `sweep(trials, (trial) => crossValidate(folds, (fold) => ...))`. The last report is the result.
 *
 * Timing: with the slowest fold, and ended by the first that ends. Cold. Fails with a fold.
 * @throws {RangeError} at the call, when there are less than two folds; through the error channel when they
 * do not report on the same iterations
 * @example
 * const run = (value) => of({ iteration: 9, value });
 * lastValueFrom(crossValidate([0.5, 0.75, 1], run).pipe(map(({ value, deviation }) => [value, deviation]))) // => [0.75, 0.25]
 */
export function crossValidate<Fold, Report extends TrialReport>(
  folds: readonly Fold[],
  run: (fold: Fold, index: number) => ObservableInput<Report>,
): Observable<CrossValidationReport<Report>> {
  if (folds.length < 2) {
    throw new RangeError(`A cross-validation takes two folds or more; found ${folds.length}`);
  }
  return zip(folds.map((fold, index) => defer(() => run(fold, index)))).pipe(map(together));
}

function together<Report extends TrialReport>(
  folds: readonly Report[],
): CrossValidationReport<Report> {
  const { iteration } = folds[0];
  const other = folds.findIndex((report) => report.iteration !== iteration);
  if (other !== -1) {
    throw new RangeError(
      `Cannot compare folds: one reports iteration ${iteration}, another ${folds[other].iteration}; ` +
        'let all report on the same ones',
    );
  }
  const mean = folds.reduce((sum, { value }) => sum + value, 0) / folds.length;
  const squares = folds.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
  return { iteration, value: mean, deviation: Math.sqrt(squares / (folds.length - 1)), folds };
}
