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
  readonly parts: CombinationParts;
  readonly #dense: Matrix;

  /** @param dense the weights; its values are asked for when somebody reads these */
  constructor(parts: CombinationParts, dense: Matrix) {
    this.rows = dense.rows;
    this.cols = dense.cols;
    this.parts = parts;
    this.#dense = dense;
  }

  get values(): Values {
    return this.#dense.values;
  }

  get precision(): Precision {
    return precisionOf(this.parts.start);
  }
}
