import { ShapeError } from '../errors.js';
import { builtInCurveOf } from '../numerics/curves.js';
import { addBiasInto, applyCurveInto } from '../numerics/entries.js';
import type { Kernels } from '../numerics/kernels/kernels.js';
import { kernelsForLists } from '../numerics/kernelsFor.js';
import { type Make, type Matrix, precisionOf, shapeOf, zeros } from '../numerics/matrix.js';
import { multiplyInto } from '../numerics/products.js';
import { type Activation, type ColumnActivation, requireHidden } from './activations.js';
import {
  type DropoutBuffers,
  type DroppedUnits,
  dropInputs,
  droppingBy,
  dropsAt,
  dropUnitsInto,
} from './dropout/dropUnits.js';
import { CombinedWeights } from './gram/combinedWeights.js';
import { DrawnColumns } from './gram/drawnColumns.js';
import { type Network, networkPrecision } from './network.js';

/**
 * What a forward pass leaves behind, for the cost and for the way back.
 *
 * `A[0]` is X and `AL` is A[L], (n_L x m); `Z[l]` and `A[l]` are (n_l x m). `Z[0]` is empty. A pass with
 * dropout leaves its masks too.
 */
export interface ForwardPass extends Partial<DroppedUnits> {
  readonly A: readonly Matrix[];
  readonly Z: readonly Matrix[];
  readonly AL: Matrix;
}

/**
 * Z = W A + b, the affine half of a layer (equation 1 of the post).
 *
 * Shapes: A (n_{l-1} x m), W (n_l x n_{l-1}), b (n_l x 1); Z (n_l x m).
 * @throws {ShapeError} when W and A do not fit, or b has not one entry per row of W
 * @example
 * linearForward(matrix([[1], [2]]), matrix([[3, 4]]), matrix([[5]])) // => matrix([[16]])
 */
export function linearForward(A: Matrix, W: Matrix, b: Matrix): Matrix {
  requireBias(W, b);
  const Z = zeros(W.rows, A.cols, precisionOf(W));
  if (W instanceof CombinedWeights) W.timesInto(Z, A);
  else multiplyInto(Z, W, A);
  return addBiasInto(Z, b);
}

/**
 * One layer: Z = W A + b and g(Z) (equation 2 of the post).
 *
 * Shapes: as `linearForward`; the new A is (n_l x m).
 * @throws {ShapeError} as `linearForward`
 * @example
 * layerForward(matrix([[1], [2]]), matrix([[-3, 1]]), matrix([[0]]), relu).A // => matrix([[0]])
 */
export function layerForward(
  A: Matrix,
  W: Matrix,
  b: Matrix,
  activation: Activation | ColumnActivation,
): { readonly Z: Matrix; readonly A: Matrix } {
  const Z = linearForward(A, W, b);
  return { Z, A: applyInto(zeros(Z.rows, Z.cols, precisionOf(Z)), Z, activation) };
}

/**
 * The whole network, layer by layer: A[l] = g[l](W[l] A[l-1] + b[l]) for l = 1..L.
 *
 * With `masks` the units of a layer are multiplied by theirs before the next one reads them, A[l] = A[l] *
 * masks[l], and those of the input as well: see `dropoutMasks`.
 *
 * Shapes: X (n_0 x m); AL (n_L x m); masks[l] (n_l x m), or empty.
 * @throws {ShapeError} when X has not n_0 rows, or a mask not the shape of its layer
 * @throws {RangeError} when there is a mask for the output
 * @example
 * modelForward(createNetwork([2, 3, 1], { scheme: allZeros }), matrix([[1], [2]])).AL // => matrix([[0.5]])
 * Source: the post's `L_model_forward`.
 */
export function modelForward(network: Network, X: Matrix, masks?: readonly Matrix[]): ForwardPass {
  const dropout = masks && droppingBy(masks);
  const L = network.layerDims.length - 1;
  if (dropsAt(dropout, L)) {
    throw new RangeError(`The output is always kept; found a mask for layer ${L}`);
  }
  return modelForwardInto(allocateForward(network, X.cols), network, X, dropout);
}

/** Room for the forward passes of one network over batches of one size. */
export interface ForwardBuffers extends ForwardPass {
  readonly A: Matrix[];
}

/** Makes the room that `modelForwardInto` writes to, for `m` examples, out of matrices from `make`. */
export function allocateForward(network: Network, m: number, make: Make = zeros): ForwardBuffers {
  const precision = networkPrecision(network);
  const room = (n: number, l: number) => (l === 0 ? make(0, 0, precision) : make(n, m, precision));
  const Z = network.layerDims.map(room);
  const A = network.layerDims.map(room);
  return { A, Z, AL: A[A.length - 1] };
}

/** `modelForward` without allocation: the result is `buffers`, valid until they are written again. */
export function modelForwardInto(
  buffers: ForwardBuffers,
  { activations, parameters: { W, b } }: Network,
  X: Matrix,
  dropout?: DropoutBuffers,
): ForwardPass {
  const { A, Z, AL } = buffers;
  A[0] = dropout === undefined ? X : dropInputs(dropout, X);
  const kernels = kernelsForLists(X, Z, A, W, b);
  for (let l = 1; l < W.length; l++) {
    requireFactors(W[l], A[l - 1], l);
    requireBias(W[l], b[l]);
    requireRoom(Z[l], W[l], A[l - 1]);
    weightInto(Z[l], A[l - 1], W[l], kernels);
    const known = builtInCurveOf(activations[l]);
    if (dropsAt(dropout, l)) {
      kernels.addBias(Z[l], b[l]);
      dropUnitsInto(A[l], Z[l], requireHidden(activations[l]), dropout, l);
    } else if (known !== undefined) {
      kernels.addBiasAndActivate(A[l], Z[l], b[l], known);
    } else {
      kernels.addBias(Z[l], b[l]);
      applyInto(A[l], Z[l], activations[l]);
    }
  }
  if (dropout === undefined) return buffers;
  const { masks, undropped } = dropout;
  return { A, Z, AL, masks, undropped };
}

/** A = g(Z), entry by entry or column by column. */
function applyInto(A: Matrix, Z: Matrix, activation: Activation | ColumnActivation): Matrix {
  if ('value' in activation) return applyCurveInto(A, Z, activation);
  return activation.applyInto(A, Z);
}

/** Z = W A, in whichever form W and A are. */
function weightInto(Z: Matrix, A: Matrix, W: Matrix, kernels: Kernels): void {
  if (W instanceof CombinedWeights) W.timesInto(Z, A);
  // Where they are gathered is known only then: in ordinary memory when the arena is full.
  else if (A instanceof DrawnColumns) multiplyInto(Z, W, A.gathered);
  else kernels.multiply(Z, W, A);
}

function requireRoom(Z: Matrix, W: Matrix, A: Matrix): void {
  if (Z.rows !== W.rows || Z.cols !== A.cols) {
    throw new ShapeError(
      `Cannot write W (${shapeOf(W)}) times A (${shapeOf(A)}) into ${shapeOf(Z)}`,
    );
  }
}

function requireBias(W: Matrix, b: Matrix): void {
  if (b.rows !== W.rows || b.cols !== 1) {
    throw new ShapeError(`Cannot add b (${shapeOf(b)}) to rows of W (${shapeOf(W)})`);
  }
}

function requireFactors(W: Matrix, A: Matrix, l: number): void {
  if (W.cols !== A.rows) {
    throw new ShapeError(
      `Cannot multiply W${l} (${shapeOf(W)}) by A${l - 1} (${shapeOf(A)}): ` +
        `inner sizes are ${W.cols} and ${A.rows}`,
    );
  }
}
