import { map, type OperatorFunction, pipe } from 'rxjs';
import { histogram } from '../src/model/measures/histogram.js';
import {
  type LayerMeasures,
  type LayerOptions,
  measureLayer,
} from '../src/model/measures/measureLayer.js';
import { every } from './every.js';
import type { Step } from './records.js';

/** All layers after an iteration. Plain data. */
export interface LayersReport {
  /** Iterations done, counted from 1. */
  readonly iteration: number;
  /** From the first hidden layer to the output. */
  readonly layers: readonly LayerMeasures[];
}

/**
 * How activations, weights and gradients of each layer are spread, on every n-th iteration.
 *
 *   in:   s--s--s--s--s--|
 *         measureLayers(2)
 *   out:  ---r-----r-----|      r: {iteration: 2, layers: [{layer: 1, activations: {counts, mean, ...}, ...}, ...]}
 *
 * Activations and gradients are those of the passes of the iteration, weights those after its update. A first
 * layer in Gram form is multiplied out for it. Unobserved it does nothing.
 *
 * Timing: synchronous; ends and fails with the source.
 * @throws {RangeError} at the call, when `n` or `bins` is not a positive integer
 * @example
 * const layer = { A: [, matrix([[0, 1]])], Z: [, matrix([[-1, 1]])], dW: [, matrix([[3]])] };
 * const step = { index: 1, network: createNetwork([1, 1]), ...layer };
 * lastValueFrom(of(step).pipe(measureLayers(2, { bins: 4 }), map(({ layers }) => layers[0].activations.counts))) // => [1, 0, 0, 1]
 */
export function measureLayers(
  n: number,
  options: LayerOptions = {},
): OperatorFunction<Step, LayersReport> {
  // Once at the call, so that a wrong number of bins throws here.
  histogram([], options.bins ?? 1);
  return pipe(
    every(n),
    map((step) => ({
      iteration: step.index + 1,
      layers: step.dW.slice(1).map((_, i) => measureLayer(i + 1, step, options)),
    })),
  );
}
