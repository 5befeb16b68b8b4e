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
import { CombinedWeights } from './combinedWeights.js';
import type { DrawnColumns } from './drawnColumns.js';

/**
 * The gradient dW1 = dZ1 X^T / m + weightDecay W1 as its factors; multiplied only when its values are read.
 */
export class OuterGradient implements Matrix, InArena, OfPrecision {
  readonly rows: number;
  readonly cols: number;
  /** (n1 x m), those of the last backward pass. */
  readonly dZ: Matrix;
  #X: DrawnColumns;
  #W: Matrix | undefined;
  #weightDecay = 0;
  #taker: CombinedWeights | undefined;
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
  renew(X: DrawnColumns, W: Matrix, weightDecay: number): void {
    this.#X = X;
    this.#W = W;
    this.#weightDecay = weightDecay;
    this.#stale = true;
    // Now, because the weights may have moved on when somebody reads the values.
    this.#taker = W instanceof CombinedWeights && W.takeSlopes(this) ? W : undefined;
  }

  /** Sees to it that `weights.slopes` are this gradient; false when it is not in their span. */
  givenTo(weights: CombinedWeights): boolean {
    return this.#taker === weights || weights.takeSlopes(this);
  }

  get values(): Values {
    return this.product.values;
  }

  /** The gradient as an ordinary matrix, valid until the next backward pass. */
  get product(): Matrix {
    const { dZ } = this;
    this.#product ??= zerosBeside(dZ)(this.rows, this.cols, precisionOf(dZ));
    if (this.#stale) this.#multiplyOutInto(this.#product);
    this.#stale = false;
    return this.#product;
  }

  #multiplyOutInto(product: Matrix): void {
    const taker = this.#taker;
    if (taker !== undefined) {
      taker.multiplyOutInto(product, taker.slopes, taker.decaySlope);
      return;
    }
    multiplyTransposedInto(product, this.dZ, this.#X.gathered, 1 / this.dZ.cols);
    if (this.#W !== undefined && this.#weightDecay !== 0) {
      combineInto(product, 1, product, this.#weightDecay, this.#W);
    }
  }
}
