import { DataError, ShapeError } from '../errors.js';
import { type Matrix, precisionOf, shapeOf, zeros } from '../numerics/matrix.js';
import { requireWhole } from '../schedules/requireNumber.js';

/** What a standardizer has seen: plain data, to be saved with a run and handed to the standardizer of its rest. */
export interface StandardizerMemory {
  /** Examples seen. */
  readonly count: number;
  /** Of each feature its first value, from which the others are measured. */
  readonly origin: readonly number[];
  /** How far the mean is from there. */
  readonly offset: readonly number[];
  /** The sum of the squared distances from the mean. */
  readonly squares: readonly number[];
}

/** How examples that come one by one are standardized. */
export interface StandardizerOptions {
  /** Counts a batch before it is transformed, so that its own values are in its statistics. Default false. */
  readonly updateFirst?: boolean;
  /** Where an earlier standardizer stood, of which this one is the rest. Default: at its start. */
  readonly from?: StandardizerMemory | undefined;
}

/** Mean and deviation of features that go on coming. Columns are examples: X (n x m). */
export interface RunningStandardizer {
  /** Transforms with the statistics from before the batch, then counts it; with `updateFirst` the other way. */
  readonly standardize: (X: Matrix) => Matrix;
  /** The same into a matrix of the shape of X, which is another one. */
  readonly standardizeInto: (target: Matrix, X: Matrix) => Matrix;
  /** Transforms alone, as held-out examples want it. */
  readonly transform: (X: Matrix) => Matrix;
  /** Counts alone. */
  readonly update: (X: Matrix) => void;
  /** Of each feature; the deviation is that of the population, 0 where nothing has varied yet. */
  readonly statistics: () => { readonly mean: Float64Array; readonly deviation: Float64Array };
  readonly memory: () => StandardizerMemory;
}

/**
 * Standardizes features whose examples never end: x becomes (x - mean) / deviation, with what is known so far.
 *
 * A batch is transformed before it is counted, so that nothing of it leaks into its own statistics. A feature
 * that has not varied yet becomes 0, all of them before the first batch. Values are measured from the first one
 * of their feature, so that a small variance beside a large mean keeps its digits, and a constant has none.
 *
 * Shapes: X (n x m), m of any batch.
 * @param features how many numbers one example has
 * @throws {RangeError} when that is not a whole number, 1 or more
 * @throws {ShapeError} at once when `from` is of other features; later when X has not n rows
 * @throws {DataError} when a value that is to be counted is not a finite number; nothing of its batch is counted
 * @example
 * const standardizer = runningStandardizer(1);
 * standardizer.update(matrix([[1, 3]]));
 * standardizer.standardize(matrix([[4, 0]])) // => matrix([[2, -2]])
 * Source: Welford 1962; batches are joined as in Chan, Golub and LeVeque 1979.
 */
export function runningStandardizer(
  features: number,
  { updateFirst = false, from }: StandardizerOptions = {},
): RunningStandardizer {
  requireWhole('runningStandardizer', 'features', features, 1);
  if (from !== undefined && from.origin.length !== features) {
    throw new ShapeError(
      `Cannot go on with ${features} features: the memory is of ${from.origin.length}`,
    );
  }
  let count = from?.count ?? 0;
  const origin = Float64Array.from(from?.origin ?? new Float64Array(features));
  const offset = Float64Array.from(from?.offset ?? origin);
  const squares = Float64Array.from(from?.squares ?? origin);

  function requireRows(X: Matrix): void {
    if (X.rows === features) return;
    throw new ShapeError(`Cannot standardize X (${shapeOf(X)}): there are ${features} features`);
  }

  function update(X: Matrix): void {
    requireRows(X);
    const { cols: m, values: x } = X;
    if (m === 0) return;
    requireFinite(X);
    for (let i = 0; i < features; i++) {
      const begin = i * m;
      if (count === 0) origin[i] = x[begin];
      // Measured from the mean, so that the batch moves it by exactly 0 where nothing varies.
      const [first, fromFirst] = [origin[i], offset[i]];
      let sum = 0;
      for (let k = begin; k < begin + m; k++) sum += x[k] - first - fromFirst;
      const shift = sum / m;
      let around = 0;
      for (let k = begin; k < begin + m; k++) {
        const distance = x[k] - first - fromFirst - shift;
        around += distance * distance;
      }
      squares[i] += around + shift * shift * (count / (count + m)) * m;
      offset[i] += shift * (m / (count + m));
    }
    count += m;
  }

  function transformInto(target: Matrix, X: Matrix): Matrix {
    requireRows(X);
    const { cols: m, values: x } = X;
    const { values: z } = target;
    for (let i = 0; i < features; i++) {
      const deviation = deviationOf(i);
      const [first, fromFirst] = [origin[i], offset[i]];
      for (let k = i * m; k < (i + 1) * m; k++) {
        z[k] = deviation > 0 ? (x[k] - first - fromFirst) / deviation : 0;
      }
    }
    return target;
  }

  const deviationOf = (i: number) => (count === 0 ? 0 : Math.sqrt(squares[i] / count));

  function standardizeInto(target: Matrix, X: Matrix): Matrix {
    if (target.rows !== X.rows || target.cols !== X.cols) {
      throw new ShapeError(`Cannot standardize X (${shapeOf(X)}) into (${shapeOf(target)})`);
    }
    if (updateFirst) update(X);
    transformInto(target, X);
    if (!updateFirst) update(X);
    return target;
  }

  return {
    standardize: (X) => standardizeInto(zerosOf(X), X),
    standardizeInto,
    transform: (X) => transformInto(zerosOf(X), X),
    update,
    statistics: () => ({
      mean: origin.map((first, i) => first + offset[i]),
      deviation: squares.map((_, i) => deviationOf(i)),
    }),
    memory: () => ({
      count,
      origin: [...origin],
      offset: [...offset],
      squares: [...squares],
    }),
  };
}

function zerosOf(X: Matrix): Matrix {
  return zeros(X.rows, X.cols, precisionOf(X));
}

function requireFinite({ cols, values }: Matrix): void {
  for (let k = 0; k < values.length; k++) {
    if (Number.isFinite(values[k])) continue;
    throw new DataError(
      `Cannot count a batch: feature ${Math.floor(k / cols)} of its example ${k % cols} is ${values[k]}; leave it out`,
    );
  }
}
