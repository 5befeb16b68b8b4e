import { type Arena, arenaOf, type InArena } from '../../numerics/arena.js';
import {
  type Matrix,
  type OfPrecision,
  type Precision,
  precisionOf,
  type Values,
} from '../../numerics/matrix.js';
import type { Span } from './span.js';

/**
 * A batch that knows which columns of a span it consists of; gathered only when its values are read.
 */
export class DrawnColumns implements Matrix, InArena, OfPrecision {
  readonly rows: number;
  readonly cols: number;
  readonly span: Span;
  /** Which examples; undefined when it is all of them, in their order. */
  readonly columns: Uint32Array | undefined;
  readonly #gather: (columns: Uint32Array) => Matrix;
  #gathered: Matrix | undefined;

  constructor(
    span: Span,
    columns: Uint32Array | undefined,
    gather: (columns: Uint32Array) => Matrix,
  ) {
    this.rows = span.X.rows;
    this.cols = columns?.length ?? span.X.cols;
    this.span = span;
    this.columns = columns;
    this.#gather = gather;
    this.#gathered = columns === undefined ? span.X : undefined;
  }

  get values(): Values {
    return this.gathered.values;
  }

  get arena(): Arena | undefined {
    return arenaOf(this.span.X);
  }

  get precision(): Precision {
    return precisionOf(this.span.X);
  }

  /** The batch as an ordinary matrix, valid until the next iteration. */
  get gathered(): Matrix {
    // `columns` is written again by the next iteration, but then there is another DrawnColumns.
    this.#gathered ??= this.#gather(this.columns ?? new Uint32Array(0));
    return this.#gathered;
  }
}
