import { type Examples, featureCount, requireWhole } from './examples.js';

/** Statistics of each feature; a value x becomes (x - mean) / deviation. */
export interface Normalizer {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/**
 * Divides pixels by 255, so that they run from 0 to 1.
 *
 * @param features how many numbers one example has
 * @example
 * pixelScale(3).deviation[2] // => 255
 */
export function pixelScale(features: number): Normalizer {
  return { mean: new Float64Array(features), deviation: new Float64Array(features).fill(255) };
}

/**
 * Fits mean and deviation of each feature, to be applied to this set and to every later one.
 *
 * The deviation is that of the population (division by m); a feature that never varies keeps
 * deviation 1, so that it becomes 0 and not NaN.
 *
 * @param examples the training set, and only that: held-out data must not leak into it
 * @throws {ShapeError} when values and labels do not belong together
 * @example
 * const examples = { values: Float64Array.of(1, 5, 3, 5), exampleShape: [2], labels: Uint8Array.of(0, 1), classNames: ['a', 'b'] };
 * fitStandardizer(examples) // => { mean: Float64Array.of(2, 5), deviation: Float64Array.of(1, 1) }
 */
export function fitStandardizer(examples: Examples): Normalizer {
  requireWhole(examples);
  const { values, labels } = examples;
  const n = featureCount(examples);
  const m = labels.length;
  const mean = new Float64Array(n);
  const deviation = new Float64Array(n);
  for (let j = 0; j < m; j++) {
    for (let i = 0; i < n; i++) mean[i] += values[j * n + i] / m;
  }
  for (let j = 0; j < m; j++) {
    for (let i = 0; i < n; i++) deviation[i] += (values[j * n + i] - mean[i]) ** 2 / m;
  }
  for (let i = 0; i < n; i++) {
    // Rounding leaves a constant feature with a deviation near 1e-16 of its size, not with 0.
    const root = Math.sqrt(deviation[i]);
    deviation[i] = root > 1e-12 * Math.abs(mean[i]) ? root : 1;
  }
  return { mean, deviation };
}
