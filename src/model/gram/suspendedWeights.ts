import {
  type Matrix,
  type OfPrecision,
  type Precision,
  precisionOf,
  type Values,
} from '../../numerics/matrix.js';

/** What weights in Gram form consist of: W = decay start + coordinates X^T. */
export interface CombinationParts {
  /** The first weights, (n1 x n). */
  readonly start: Matrix;
  /** (n1 x m). */
  readonly coordinates: Matrix;
  /** (1 x 1). */
  readonly decay: Matrix;
}

/**
 * Weights in Gram form that are kept, in a checkpoint or to go back to: the parts that have to come back
 * bit by bit, and the weights themselves for whoever reads them.
 *
 * Nobody writes it, so that it needs no copies.
 */
export class SuspendedWeights implements Matrix, OfPrecision {
  readonly rows: number;
  readonly cols: number;
  readonly values: Values;
  readonly parts: CombinationParts;

  constructor(parts: CombinationParts, dense: Matrix) {
    this.rows = dense.rows;
    this.cols = dense.cols;
    this.values = dense.values;
    this.parts = parts;
  }

  get precision(): Precision {
    return precisionOf(this.parts.start);
  }
}
