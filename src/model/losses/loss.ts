import type { Matrix } from '../../numerics/matrix.js';
import type { Activation, ColumnActivation } from '../activations.js';

/**
 * What a network is trained for: the output and the cost as a pair, so that what saturates in the one
 * cancels in the other.
 *
 * Shapes: ZL, AL, dZL, Y (n_L x m).
 */
export interface Loss {
  readonly name: string;
  /** What Y holds, and AL is read as. */
  readonly task: Task;
  /** The activation of the output: A[L] = g(Z[L]). */
  readonly output: Activation | ColumnActivation;
  /**
   * The cost of a batch, from the arguments of the output.
   *
   * @throws {ShapeError} when ZL and Y differ in shape
   */
  readonly cost: (ZL: Matrix, Y: Matrix) => number;
  /** dZ[L], which is m times the slope of the cost along Z[L], into `dZL`; shapes are not checked. */
  readonly slopesInto: (dZL: Matrix, AL: Matrix, Y: Matrix) => Matrix;
}

/**
 * 'labels': each output by itself answers yes or no, Y holds 1 and 0. 'classes': an example is of one of
 * n_L classes, Y is one-hot. 'values': Y holds real numbers.
 */
export type Task = 'labels' | 'classes' | 'values';
