import {
  type Arena,
  arenaOf,
  type InArena,
  placeBeside,
  zerosBeside,
} from '../../numerics/arena.js';
import { combineInto } from '../../numerics/entries.js';
import { gatherColumnsInto } from '../../numerics/gatherColumns.js';
import type { Kernels } from '../../numerics/kernels/kernels.js';
import { kernelsForLists, type MatrixList } from '../../numerics/kernelsFor.js';
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
import { multiplyInto } from '../../numerics/products.js';
import { type OfNorm, squaredNorm } from '../../numerics/squaredNorm.js';
import { perBatchSize } from '../perBatchSize.js';
import { multipliedOut, multiplyOutInto } from './combination.js';
import { DrawnColumns } from './drawnColumns.js';
import { type HeldOut, heldOutProducts } from './heldOut.js';
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
  /** start X, (n1 x m). */
  readonly #startX: Matrix;
  readonly #make: Make;
  #holder: OuterGradient | undefined;
  #dense: Matrix | undefined;
  #stale = true;
  #startNorm: number | undefined;
  /** coordinates K, (n1 x m), of the last product with all examples of the span. */
  readonly #moved: Matrix;
  #movedIsStale = true;
  /** What a product with all examples of the span reads. */
  #factors: MatrixList | undefined;
  readonly #gatheredKOf: (width: number) => Matrix;
  readonly #heldOutOf: (A: Matrix) => HeldOut | undefined;
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
    this.#moved = this.#make(start.rows, X.cols, precision);
    this.#startX = multiplyInto(this.#make(start.rows, X.cols, precision), start, X);
    this.#gatheredKOf = perBatchSize((width) => this.#make(X.cols, width, precision));
    this.#heldOutOf = heldOutProducts(span, start, this.#make);
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
    const { coordinates, decay } = this;
    const parts = {
      start: this.#given,
      coordinates: copyMatrix(coordinates),
      decay: copyMatrix(decay),
    };
    return new SuspendedWeights(parts, multipliedOut(parts, this.span.X));
  }

  /** The weights as they were when they were put in this form. */
  suspendedAtStart(): SuspendedWeights {
    const start = this.#given;
    const coordinates = zeros(start.rows, this.span.X.cols, precisionOf(start));
    const decay = zeros(1, 1, precisionOf(start));
    decay.values[0] = 1;
    const parts = { start, coordinates, decay };
    return new SuspendedWeights(parts, multipliedOut(parts, this.span.X));
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
    const { values: moved } = this.#refreshMoved(this.#kernelsWith(this.#moved));
    const { values: alpha } = this.coordinates;
    let sum = 0;
    for (let i = 0; i < alpha.length; i++) sum += alpha[i] * moved[i];
    return this.#squaredNormOf(this.coordinates, this.decay, sum);
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
    this.#movedIsStale = true;
  }

  /**
   * Z = W A; for examples of the span, and others that come again and again, at the width of the span and
   * not of the features.
   */
  timesInto(Z: Matrix, A: Matrix): void {
    const { span } = this;
    if (A === span.X || A === span.original) this.#timesAllInto(Z);
    else if (!(A instanceof DrawnColumns)) this.#timesOthersInto(Z, A);
    else if (A.span !== span) multiplyInto(Z, this.dense, A.gathered);
    else if (A.columns === undefined) this.#timesAllInto(Z);
    else this.#timesColumnsInto(Z, A.columns);
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

  /** |decay start + C X^T|^2, where |C X^T|^2 is known, with start X at hand. */
  #squaredNormOf(C: Matrix, decay: Matrix, spanned: number): number {
    const share = decay.values[0];
    const { values: c } = C;
    const { values: startX } = this.#startX;
    let across = 0;
    for (let i = 0; i < c.length; i++) across += c[i] * startX[i];
    this.#startNorm ??= squaredNorm(this.#start);
    return Math.max(0, share * (share * this.#startNorm + 2 * across) + spanned);
  }

  #timesAllInto(Z: Matrix): void {
    const kernels = this.#kernelsWith(Z);
    const moved = this.#refreshMoved(kernels);
    kernels.combine(Z, 1, moved, this.decay.values[0], this.#startX);
  }

  #kernelsWith(Z: Matrix): Kernels {
    this.#factors ??= [this.coordinates, this.#moved, this.#startX, this.span.K];
    return kernelsForLists(Z, this.#factors);
  }

  #refreshMoved(kernels: Kernels): Matrix {
    if (this.#movedIsStale) kernels.multiply(this.#moved, this.coordinates, this.span.K);
    this.#movedIsStale = false;
    return this.#moved;
  }

  #timesOthersInto(Z: Matrix, A: Matrix): void {
    const heldOut = this.#heldOutOf(A);
    if (heldOut === undefined) {
      multiplyInto(Z, this.dense, A);
    } else {
      multiplyInto(Z, this.coordinates, heldOut.K);
      combineInto(Z, 1, Z, this.decay.values[0], heldOut.startA);
    }
  }

  #timesColumnsInto(Z: Matrix, columns: Uint32Array): void {
    const { K } = this.span;
    // K is its own transpose.
    const gathered = gatherColumnsInto(this.#gatheredKOf(columns.length), K, columns);
    multiplyInto(Z, this.coordinates, gathered);
    const { values: z, cols: width } = Z;
    const { values: startX, cols: m } = this.#startX;
    const decay = this.decay.values[0];
    for (let i = 0; i < this.rows; i++) {
      for (let j = 0; j < width; j++) z[i * width + j] += decay * startX[i * m + columns[j]];
    }
  }
}

/** Adds the columns of A to those of C at the given places; all else in C is 0. */
function scatterColumnsInto(C: Matrix, A: Matrix, columns: Uint32Array): void {
  const { values: to, cols: m } = C;
  const { rows, cols: width, values: from } = A;
  to.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) to[i * m + columns[j]] += from[i * width + j];
  }
}
