import {
  type Arena,
  arenaOf,
  type InArena,
  placeBeside,
  zerosBeside,
} from '../../numerics/arena.js';
import { combineInto } from '../../numerics/entries.js';
import { innerProduct } from '../../numerics/innerProduct.js';
import {
  copyMatrix,
  type Make,
  type Matrix,
  type OfPrecision,
  type Precision,
  precisionOf,
  type Values,
  zeros,
} from '../../numerics/matrix.js';
import { scatterColumnsInto } from '../../numerics/scatterColumns.js';
import { type OfNorm, squaredNorm } from '../../numerics/squaredNorm.js';
import { multipliedOut, multiplyOutInto } from './combination.js';
import { type CombinedProducts, combinedProducts } from './combinedProducts.js';
import type { OuterGradient } from './outerGradient.js';
import type { Span } from './span.js';
import { spanNorms } from './spanNorms.js';
import { type CombinationParts, SuspendedWeights } from './suspendedWeights.js';

/**
 * The weights of a first layer in their Gram form, W = decay start + coordinates X^T: an ordinary matrix
 * to whoever reads its values, which are multiplied out when somebody does.
 *
 * `values` are to be read, not written: optimizers move `coordinates`, and `decay` where weights decay.
 */
export class CombinedWeights implements Matrix, InArena, OfPrecision, OfNorm {
  readonly rows: number;
  readonly cols: number;
  readonly span: Span;
  /** alpha, (n1 x m). */
  readonly coordinates: Matrix;
  /** The share of the first weights that is left, (1 x 1). */
  readonly decay: Matrix;
  /** The last gradient, in the same coordinates: (n1 x m), and (1 x 1). */
  readonly slopes: Matrix;
  readonly decaySlope: Matrix;
  /** The first weights as they were given, by which those that were suspended are known. */
  readonly #given: Matrix;
  readonly #start: Matrix;
  readonly #make: Make;
  #holder: OuterGradient | undefined;
  #dense: Matrix | undefined;
  #stale = true;
  #startNorm: number | undefined;
  readonly #products: CombinedProducts;
  readonly #normOf: (C: Matrix, columns: Uint32Array | undefined) => number;

  /** @param given (n1 x n), kept as it is: the weights so far */
  constructor(given: Matrix, span: Span) {
    const { X } = span;
    const start = placeBeside(X, given);
    const precision = precisionOf(start);
    this.rows = start.rows;
    this.cols = start.cols;
    this.span = span;
    this.#given = given;
    this.#start = start;
    this.#make = zerosBeside(X);
    this.coordinates = this.#make(start.rows, X.cols, precision);
    this.decay = this.#make(1, 1, precision);
    this.decay.values[0] = 1;
    this.slopes = this.#make(start.rows, X.cols, precision);
    this.decaySlope = this.#make(1, 1, precision);
    const parts = { start, coordinates: this.coordinates, decay: this.decay };
    this.#products = combinedProducts(parts, span, () => this.dense);
    this.#normOf = spanNorms(span, start.rows, this.#make);
  }

  get arena(): Arena | undefined {
    return arenaOf(this.coordinates);
  }

  get precision(): Precision {
    return precisionOf(this.coordinates);
  }

  get values(): Values {
    return this.dense.values;
  }

  /** The weights as an ordinary matrix, valid until they are moved. */
  get dense(): Matrix {
    this.#dense ??= this.#make(this.rows, this.cols, precisionOf(this.#start));
    if (this.#stale) this.multiplyOutInto(this.#dense, this.coordinates, this.decay);
    this.#stale = false;
    return this.#dense;
  }

  /** target = decay start + coordinates X^T. */
  multiplyOutInto(target: Matrix, coordinates: Matrix, decay: Matrix): Matrix {
    return multiplyOutInto(target, { start: this.#start, coordinates, decay }, this.span.X);
  }

  /** The weights as they are now, in memory of their own. */
  suspended(): SuspendedWeights {
    return this.#suspend(copyMatrix(this.coordinates), copyMatrix(this.decay));
  }

  /** The weights as they were when they were put in this form. */
  suspendedAtStart(): SuspendedWeights {
    const precision = precisionOf(this.#given);
    const coordinates = zeros(this.rows, this.span.X.cols, precision);
    const decay = zeros(1, 1, precision);
    decay.values[0] = 1;
    return this.#suspend(coordinates, decay);
  }

  /** Goes back to what was suspended; false when that had other first weights. */
  resume(parts: CombinationParts): boolean {
    if (parts.start !== this.#given) return false;
    this.take(parts);
    return true;
  }

  /** Takes up coordinates that belong to the same first weights. */
  take({ coordinates, decay }: Pick<CombinationParts, 'coordinates' | 'decay'>): void {
    this.coordinates.values.set(coordinates.values);
    this.decay.values.set(decay.values);
    this.#holder = undefined;
    this.renew();
  }

  /** The sum of the squares of all weights. */
  get squaredNorm(): number {
    const spanned = innerProduct(this.coordinates, this.#products.moved());
    return this.#squaredNormOf(this.coordinates, this.decay, spanned);
  }

  /** The sum of the squares of a gradient that `slopes` are the coordinates of; undefined when they are not. */
  squaredNormOf(gradient: OuterGradient): number | undefined {
    const { dZ, X, weightDecay } = gradient;
    if (weightDecay === 0) return this.#normOf(dZ, X.columns) / (dZ.cols * dZ.cols);
    // Its share of the weights is that of the weights then, which have moved on behind the update.
    if (!this.holds(gradient)) return undefined;
    const spanned = this.#normOf(this.slopes, undefined);
    return this.#squaredNormOf(this.slopes, this.decaySlope, spanned);
  }

  /** Says that `coordinates` have been moved. */
  renew(): void {
    this.#stale = true;
    this.#products.renew();
  }

  /**
   * Z = W A; for examples of the span, and others that come again and again, at the width of the span and
   * not of the features.
   */
  timesInto(Z: Matrix, A: Matrix): void {
    this.#products.timesInto(Z, A);
  }

  /** Writes `gradient` into `slopes`; false when it is not in the span of the same examples. */
  takeSlopes(gradient: OuterGradient): boolean {
    const { dZ, X, weightDecay } = gradient;
    if (X.span !== this.span) return false;
    this.#holder = gradient;
    const share = 1 / dZ.cols;
    const { slopes, coordinates } = this;
    if (X.columns === undefined) {
      combineInto(slopes, share, dZ, weightDecay, coordinates);
    } else {
      scatterColumnsInto(slopes, dZ, X.columns);
      combineInto(slopes, share, slopes, weightDecay, coordinates);
    }
    this.decaySlope.values[0] = weightDecay * this.decay.values[0];
    return true;
  }

  /** Whether `slopes` are those of `gradient`. */
  holds(gradient: OuterGradient): boolean {
    return this.#holder === gradient;
  }

  #suspend(coordinates: Matrix, decay: Matrix): SuspendedWeights {
    const parts = { start: this.#given, coordinates, decay };
    return new SuspendedWeights(parts, multipliedOut(parts, this.span.X));
  }

  /** |decay start + C X^T|^2, where |C X^T|^2 is known, with start X at hand. */
  #squaredNormOf(C: Matrix, decay: Matrix, spanned: number): number {
    const share = decay.values[0];
    const across = innerProduct(C, this.#products.startX);
    this.#startNorm ??= squaredNorm(this.#start);
    return Math.max(0, share * (share * this.#startNorm + 2 * across) + spanned);
  }
}
