import { zerosBeside } from '../../numerics/arena.js';
import { type Matrix, precisionOf, type Values } from '../../numerics/matrix.js';
import { multiplyTransposedInto } from '../../numerics/products.js';
import type { DrawnColumns } from './drawnColumns.js';

/**
 * The gradient dW1 = dZ1 X^T / m as its factors; multiplied only when its values are read.
 */
export class OuterGradient implements Matrix {
  readonly rows: number;
  readonly cols: number;
  /** (n1 x m), those of the last backward pass. */
  readonly dZ: Matrix;
  #X: DrawnColumns;
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

  /** Says that `dZ` was written again, for the batch `X`. */
  renew(X: DrawnColumns): void {
    this.#X = X;
    this.#stale = true;
  }

  get values(): Values {
    const { dZ } = this;
    this.#product ??= zerosBeside(dZ)(this.rows, this.cols, precisionOf(dZ));
    if (this.#stale) {
      multiplyTransposedInto(this.#product, dZ, this.#X.gathered, 1 / dZ.cols);
      this.#stale = false;
    }
    return this.#product.values;
  }

  /** `values` are those of this ordinary matrix. */
  get product(): Matrix {
    return { rows: this.rows, cols: this.cols, values: this.values };
  }
}
