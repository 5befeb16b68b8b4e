import { type Arena, arenaOf, type InArena, zerosBeside } from '../../numerics/arena.js';
import { combineInto } from '../../numerics/entries.js';
import {
  type Matrix,
  type OfPrecision,
  type Precision,
  precisionOf,
  type Values,
} from '../../numerics/matrix.js';
import { multiplyTransposedInto } from '../../numerics/products.js';
import { type OfNorm, squaredNorm } from '../../numerics/squaredNorm.js';
import { CombinedWeights } from './combinedWeights.js';
import { DrawnColumns } from './drawnColumns.js';

/**
 * The gradient dW1 = dZ1 X^T / m + weightDecay W1 as its factors; multiplied only when its values are read.
 */
export class OuterGradient implements Matrix, InArena, OfPrecision, OfNorm {
  readonly rows: number;
  readonly cols: number;
  /** (n1 x m), those of the last backward pass. */
  readonly dZ: Matrix;
  #X: DrawnColumns;
  #W: Matrix | undefined;
  #weightDecay = 0;
  #taker: CombinedWeights | undefined;
  /** Whether the batch is none of the span, so that only the product is known. */
  #isOutside = false;
  #product: Matrix | undefined;
  #stale = true;

  constructor(dZ: Matrix, X: DrawnColumns) {
    this.rows = dZ.rows;
    this.cols = X.rows;
    this.dZ = dZ;
    this.#X = X;
  }

  get X(): DrawnColumns {
    return this.#X;
  }

  get weightDecay(): number {
    return this.#weightDecay;
  }

  get arena(): Arena | undefined {
    return arenaOf(this.dZ);
  }

  get precision(): Precision {
    return precisionOf(this.dZ);
  }

  /** Says that `dZ` was written again, for the batch `X` and the weights `W`. */
  renew(X: Matrix, W: Matrix, weightDecay: number): void {
    this.#W = W;
    this.#weightDecay = weightDecay;
    this.#stale = true;
    this.#isOutside = !(X instanceof DrawnColumns);
    if (!(X instanceof DrawnColumns)) {
      this.#taker = undefined;
      this.#multiplyInto(this.#room(), X);
      this.#stale = false;
      return;
    }
    this.#X = X;
    // Now, because the weights may have moved on when somebody reads the values.
    this.#taker = W instanceof CombinedWeights && W.takeSlopes(this) ? W : undefined;
  }

  /** Sees to it that `weights.slopes` are this gradient; false when it is not in their span. */
  givenTo(weights: CombinedWeights): boolean {
    if (this.#isOutside) return false;
    return (this.#taker === weights && weights.holds(this)) || weights.takeSlopes(this);
  }

  get values(): Values {
    return this.product.values;
  }

  /** The gradient as an ordinary matrix, valid until the next backward pass. */
  get product(): Matrix {
    const product = this.#room();
    if (this.#stale) this.#multiplyOutInto(product);
    this.#stale = false;
    return product;
  }

  /** The sum of the squares of all entries, without multiplying them out where the weights are not either. */
  get squaredNorm(): number {
    return this.#taker?.squaredNormOf(this) ?? squaredNorm(this.product);
  }

  /** At least `squaredNorm`, without a product: no gradient is longer than those of its examples together. */
  get squaredNormBound(): number {
    if (this.#taker === undefined || this.#weightDecay !== 0) return this.squaredNorm;
    return (lengthsTogether(this.dZ, this.#X) / this.dZ.cols) ** 2;
  }

  #room(): Matrix {
    const { dZ } = this;
    this.#product ??= zerosBeside(dZ)(this.rows, this.cols, precisionOf(dZ));
    return this.#product;
  }

  #multiplyOutInto(product: Matrix): void {
    const taker = this.#taker;
    if (taker?.holds(this)) taker.multiplyOutInto(product, taker.slopes, taker.decaySlope);
    else this.#multiplyInto(product, this.#X.gathered);
  }

  #multiplyInto(product: Matrix, X: Matrix): void {
    multiplyTransposedInto(product, this.dZ, X, 1 / this.dZ.cols);
    if (this.#W !== undefined && this.#weightDecay !== 0) {
      combineInto(product, 1, product, this.#weightDecay, this.#W);
    }
  }
}

/** The sum of |dz x^T| = |dz| |x| over all examples. */
function lengthsTogether(
  { rows, cols, values: dz }: Matrix,
  { span, columns }: DrawnColumns,
): number {
  const { lengths } = span;
  let sum = 0;
  for (let j = 0; j < cols; j++) {
    let square = 0;
    for (let i = 0; i < rows; i++) square += dz[i * cols + j] * dz[i * cols + j];
    sum += Math.sqrt(square) * lengths[columns === undefined ? j : columns[j]];
  }
  return sum;
}
