import { defer, filter, map, type OperatorFunction } from 'rxjs';
import { type LayerUpdate, measureUpdate } from '../src/model/measures/measureUpdate.js';
import { copyMatrix, type Matrix } from '../src/numerics/matrix.js';
import { every } from './every.js';
import type { Step } from './records.js';

/** How far an iteration moved the weights. Plain data. */
export interface UpdateReport {
  /** Counted from 1. */
  readonly iteration: number;
  /** From the first hidden layer to the output. */
  readonly layers: readonly LayerUpdate[];
}

/**
 * How far every n-th iteration moved the weights of each layer, over how large they were.
 *
 *   in:   s--s--s--s--s--|
 *         measureUpdates(2)
 *   out:  ---r-----r-----|      r: {iteration: 2, layers: [{layer: 1, update: 0.01, weights: 9.8, ratio: 0.001}, ...]}
 *
 * It keeps a copy of the weights from the step before, so that the first step that it sees is never measured, nor
 * one behind a gap. A first layer in Gram form is multiplied out for it. Unobserved it does nothing.
 *
 * Timing: synchronous; ends and fails with the source.
 * @throws {RangeError} at the call, when `n` is not a positive integer
 * @throws {ShapeError} through the error channel when the network has changed its shape
 * @example
 * const step = (index, w) => ({ index, network: { parameters: { W: [matrix([]), matrix([[w]])] } } });
 * lastValueFrom(of(step(0, 4), step(1, 5)).pipe(measureUpdates(1))) // => { iteration: 2, layers: [{ layer: 1, update: 1, weights: 4, ratio: 0.25 }] }
 */
export function measureUpdates(n: number): OperatorFunction<Step, UpdateReport> {
  // Only to refuse what is no number of iterations.
  every(n);
  return (step$) =>
    defer(() => {
      let before: readonly Matrix[] | undefined;
      let beforeIndex = -1;

      function keep({ index, network: { parameters } }: Step): void {
        const { W } = parameters;
        before ??= W.map(copyMatrix);
        before.forEach(({ values }, l) => {
          values.set(W[l].values);
        });
        beforeIndex = index;
      }

      function measure({ index, network: { parameters } }: Step): UpdateReport | undefined {
        if ((index + 1) % n !== 0 || before === undefined || beforeIndex !== index - 1) {
          return undefined;
        }
        return { iteration: index + 1, layers: measureUpdate(before, parameters.W) };
      }

      return step$.pipe(
        map((step) => {
          const report = measure(step);
          if ((step.index + 2) % n === 0) keep(step);
          return report;
        }),
        filter((report) => report !== undefined),
      );
    });
}
