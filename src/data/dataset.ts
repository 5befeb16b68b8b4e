import { ShapeError } from '../errors.js';
import { byteMatrix } from '../numerics/byteMatrix.js';
import { type Matrix, type Precision, zeros } from '../numerics/matrix.js';
import { type Examples, featureCount, requireWhole } from './examples.js';
import type { Normalizer } from './normalize.js';
import { oneHot, requireClass } from './oneHot.js';

/**
 * Examples ready for training: one column each.
 *
 * Shapes: X (n0 x m); Y (1 x m) of 0 and 1 for two classes, else one-hot, (classes x m).
 */
export interface Dataset {
  readonly X: Matrix;
  readonly Y: Matrix;
  /** Shape of one example before it was flattened, row-major: `[64, 64, 3]`. */
  readonly exampleShape: readonly number[];
  readonly classNames: readonly string[];
}

/** How examples become columns. */
export interface DatasetOptions {
  /** Maps each feature; fitted on the training set. Default: the numbers as they are. */
  readonly normalizer?: Normalizer;
  /** Default float64. */
  readonly precision?: Precision;
  /**
   * Leaves bytes as they are, in an eighth of the memory of float64, where there is no normalizer or one
   * that divides all features alike (`pixelScale`): kernels widen them to the same numbers. `X.values` are
   * then made when somebody reads them, and are not to be written. Default false.
   */
  readonly keepBytes?: boolean;
  /**
   * Makes Y one-hot with so many rows. Default: as many as there are class names where those are three or
   * more, else Y is one row of 0 and 1.
   */
  readonly classes?: number;
}

/**
 * Flattens each example row-major into a column, and normalizes it on the way. Labels of more than two
 * classes become one-hot columns, for a softmax.
 *
 * @throws {ShapeError} when values and labels do not belong together, or the normalizer was fitted on
 * another number of features
 * @throws {RangeError} when a label is not that of a class
 * @example
 * const pixels = { values: Uint8Array.of(0, 255, 51, 102), exampleShape: [2], labels: Uint8Array.of(0, 1), classNames: ['a', 'b'] };
 * toDataset(pixels, { normalizer: pixelScale(2) }).X // => matrix([[0, 0.2], [1, 0.4]])
 * @example
 * const rows = { values: Uint8Array.of(5, 6, 7), exampleShape: [1], labels: Uint8Array.of(2, 0, 1), classNames: ['a', 'b', 'c'] };
 * toDataset(rows).Y // => matrix([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
 * Source: the post, section II: reshape to (12288, 209), divide by 255.
 */
export function toDataset(
  examples: Examples,
  { normalizer, precision = 'float64', keepBytes = false, classes }: DatasetOptions = {},
): Dataset {
  requireWhole(examples);
  const { values, labels, exampleShape, classNames } = examples;
  const n = featureCount(examples);
  const m = labels.length;
  if (normalizer && normalizer.mean.length !== n) {
    throw new ShapeError(
      `Cannot normalize ${n} features with statistics of ${normalizer.mean.length}`,
    );
  }
  const divisor = divisorOf(normalizer);
  const X =
    keepBytes && values instanceof Uint8Array && divisor !== undefined
      ? byteMatrix(n, m, new Uint8Array(values), { divisor, precision })
      : columnsOf(examples, normalizer, precision);
  const Y =
    classes === undefined && classNames.length <= 2
      ? oneRow(labels, precision)
      : oneHot(labels, classes ?? classNames.length, precision);
  return { X, Y, exampleShape, classNames };
}

function oneRow(labels: Uint8Array, precision: Precision): Matrix {
  const Y = zeros(1, labels.length, precision);
  for (let j = 0; j < labels.length; j++) requireClass(labels[j], j, 2);
  Y.values.set(labels);
  return Y;
}

function columnsOf(
  examples: Examples,
  normalizer: Normalizer | undefined,
  precision: Precision,
): Matrix {
  const { values, labels } = examples;
  const n = featureCount(examples);
  const m = labels.length;
  const X = zeros(n, m, precision);
  for (let i = 0; i < n; i++) {
    const mean = normalizer ? normalizer.mean[i] : 0;
    const deviation = normalizer ? normalizer.deviation[i] : 1;
    for (let j = 0; j < m; j++) X.values[i * m + j] = (values[j * n + i] - mean) / deviation;
  }
  return X;
}

/** What every feature is divided by; undefined when they are normalized in another way. */
function divisorOf(normalizer: Normalizer | undefined): number | undefined {
  if (normalizer === undefined) return 1;
  const { mean, deviation } = normalizer;
  const divisor = deviation[0];
  const alike = mean.every((x) => x === 0) && deviation.every((x) => x === divisor);
  return alike ? divisor : undefined;
}
