import { zerosBeside } from '../../numerics/arena.js';
import { type Matrix, precisionOf } from '../../numerics/matrix.js';
import { transposedMultiplyInto } from '../../numerics/products.js';

/**
 * All examples of a run, out of which the weights of the first layer are combined.
 *
 * Every gradient dW1 = dZ1 X^T / m lies in the span of the examples, so that W1 = W1_0 + alpha X^T at all
 * times, and W1 X = W1_0 X + alpha K with K = X^T X: with far fewer examples than features the first
 * layer need never be touched at full width. This is algebra, not an approximation; only the rounding
 * differs.
 */
export class Span {
  /** (n x m), where the kernels of the run can read it. */
  readonly X: Matrix;
  /** The examples as whoever evaluates the network has them. */
  readonly original: Matrix;
  /** Whether the Gram form is asked for, or to be chosen where it pays. */
  readonly firstLayer: 'auto' | 'gram';
  #K: Matrix | undefined;
  #lengths: Float64Array | undefined;

  constructor(X: Matrix, original: Matrix, firstLayer: 'auto' | 'gram') {
    this.X = X;
    this.firstLayer = firstLayer;
    this.original = original;
  }

  /** The Gram matrix X^T X (m x m), computed when it is first asked for. */
  get K(): Matrix {
    const { X } = this;
    this.#K ??= transposedMultiplyInto(zerosBeside(X)(X.cols, X.cols, precisionOf(X)), X, X);
    return this.#K;
  }

  /** |x| of each example: the roots of the diagonal of K. */
  get lengths(): Float64Array {
    const { cols: m, values } = this.K;
    this.#lengths ??= Float64Array.from({ length: m }, (_, j) => Math.sqrt(values[j * m + j]));
    return this.#lengths;
  }
}
