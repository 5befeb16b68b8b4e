import { type Arena, arenaOf, type InArena, zerosBeside } from '../../numerics/arena.js';
import { gatherColumnsInto } from '../../numerics/gatherColumns.js';
import {
  type Make,
  type Matrix,
  type OfPrecision,
  type Precision,
  precisionOf,
  type Values,
} from '../../numerics/matrix.js';
import { multiplyInto, multiplyTransposedInto } from '../../numerics/products.js';
import { DrawnColumns } from './drawnColumns.js';
import { type HeldOut, heldOutProducts } from './heldOut.js';
import type { OuterGradient } from './outerGradient.js';
import type { Span } from './span.js';

/**
 * The weights of a first layer in their Gram form, W = start + coordinates X^T: an ordinary matrix to
 * whoever reads its values, which are multiplied out when somebody does.
 *
 * `values` are to be read, not written: optimizers move `coordinates`.
 */
export class CombinedWeights implements Matrix, InArena, OfPrecision {
  readonly rows: number;
  readonly cols: number;
  readonly span: Span;
  /** alpha, (n1 x m). */
  readonly coordinates: Matrix;
  /** The last gradient, in the same coordinates: (n1 x m). */
  readonly slopes: Matrix;
  readonly #start: Matrix;
  /** start X, (n1 x m). */
  readonly #startX: Matrix;
  readonly #make: Make;
  #dense: Matrix | undefined;
  #stale = true;
  readonly #gatheredKOf: (width: number) => Matrix;
  readonly #roomOf: (width: number) => Matrix;
  readonly #heldOutOf: (A: Matrix) => HeldOut | undefined;

  /** @param start (n1 x n), kept as it is: the weights so far */
  constructor(start: Matrix, span: Span) {
    const { X } = span;
    const precision = precisionOf(start);
    this.rows = start.rows;
    this.cols = start.cols;
    this.span = span;
    this.#start = start;
    this.#make = zerosBeside(X);
    this.coordinates = this.#make(start.rows, X.cols, precision);
    this.slopes = this.#make(start.rows, X.cols, precision);
    this.#startX = multiplyInto(this.#make(start.rows, X.cols, precision), start, X);
    this.#gatheredKOf = perWidth((width) => this.#make(X.cols, width, precision));
    this.#roomOf = perWidth((width) => this.#make(start.rows, width, precision));
    this.#heldOutOf = heldOutProducts(span, start, this.#make);
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
    if (this.#stale) {
      multiplyTransposedInto(this.#dense, this.coordinates, this.span.X);
      const { values } = this.#dense;
      const { values: start } = this.#start;
      for (let i = 0; i < values.length; i++) values[i] += start[i];
      this.#stale = false;
    }
    return this.#dense;
  }

  /** Says that `coordinates` have been moved. */
  renew(): void {
    this.#stale = true;
  }

  /**
   * Z = W A; for examples of the span, and others that come again and again, at the width of the span and
   * not of the features.
   */
  timesInto(Z: Matrix, A: Matrix): void {
    const { span } = this;
    if (arenaOf(Z) !== this.arena) this.#timesElsewhereInto(Z, A);
    else if (A === span.X || A === span.original) this.#timesAllInto(Z);
    else if (!(A instanceof DrawnColumns)) this.#timesOthersInto(Z, A);
    else if (A.span !== span) multiplyInto(Z, this.dense, A.gathered);
    else if (A.columns === undefined) this.#timesAllInto(Z);
    else this.#timesColumnsInto(Z, A.columns);
  }

  /** Writes `gradient` into `slopes`; false when it is not in the span of the same examples. */
  takeSlopes({ dZ, X }: OuterGradient): boolean {
    if (X.span !== this.span) return false;
    const { values: to } = this.slopes;
    const { values: from, cols: width } = dZ;
    const { columns } = X;
    const m = this.slopes.cols;
    const scale = 1 / width;
    if (columns === undefined) {
      for (let i = 0; i < to.length; i++) to[i] = scale * from[i];
      return true;
    }
    to.fill(0);
    for (let i = 0; i < this.rows; i++) {
      for (let j = 0; j < width; j++) to[i * m + columns[j]] += scale * from[i * width + j];
    }
    return true;
  }

  /** By way of room where the kernels can read it. */
  #timesElsewhereInto(Z: Matrix, A: Matrix): void {
    const room = this.#roomOf(Z.cols);
    this.timesInto(room, A);
    Z.values.set(room.values);
  }

  #timesAllInto(Z: Matrix): void {
    multiplyInto(Z, this.coordinates, this.span.K);
    addInto(Z, this.#startX);
  }

  #timesOthersInto(Z: Matrix, A: Matrix): void {
    const heldOut = this.#heldOutOf(A);
    if (heldOut === undefined) {
      multiplyInto(Z, this.dense, A);
    } else {
      multiplyInto(Z, this.coordinates, heldOut.K);
      addInto(Z, heldOut.startA);
    }
  }

  #timesColumnsInto(Z: Matrix, columns: Uint32Array): void {
    const { K } = this.span;
    // K is its own transpose.
    const gathered = gatherColumnsInto(this.#gatheredKOf(columns.length), K, columns);
    multiplyInto(Z, this.coordinates, gathered);
    const { values: z, cols: width } = Z;
    const { values: startX, cols: m } = this.#startX;
    for (let i = 0; i < this.rows; i++) {
      for (let j = 0; j < width; j++) z[i * width + j] += startX[i * m + columns[j]];
    }
  }
}

function addInto({ values }: Matrix, { values: others }: Matrix): void {
  for (let i = 0; i < values.length; i++) values[i] += others[i];
}

/** Matrices that are made at the first use of a width, and used again. */
function perWidth(make: (width: number) => Matrix): (width: number) => Matrix {
  const made = new Map<number, Matrix>();
  return (width) => {
    let A = made.get(width);
    if (A === undefined) {
      A = make(width);
      made.set(width, A);
    }
    return A;
  };
}
