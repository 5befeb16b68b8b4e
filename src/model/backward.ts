import { ShapeError } from '../errors.js';
import { builtInCurveOf } from '../numerics/curves.js';
import { applySlopesInto, combineInto, rowMeansInto } from '../numerics/entries.js';
import type { Kernels } from '../numerics/kernels/kernels.js';
import { kernelsForLists } from '../numerics/kernelsFor.js';
import { type Make, type Matrix, precisionOf, shapeOf, zeros } from '../numerics/matrix.js';
import { multiplyTransposedInto, transposedMultiplyInto } from '../numerics/products.js';
import { type Activation, requireHidden } from './activations.js';
import { droppedIn, dropSlopesInto, dropsAt } from './dropout/dropUnits.js';
import type { ForwardPass } from './forward.js';
import { DrawnColumns } from './gram/drawnColumns.js';
import { OuterGradient } from './gram/outerGradient.js';
import { addSignsInto } from './l1.js';
import { type Network, networkPrecision } from './network.js';
import { noPenalties, type Penalties, type PenaltyOptions, requirePenalties } from './penalties.js';

/**
 * The slope of the cost: `dW[l]` has the shape of `W[l]`, `db[l]` that of `b[l]`; index 0 is empty.
 */
export interface Gradients {
  readonly dW: readonly Matrix[];
  readonly db: readonly Matrix[];
}

/**
 * The way back through Z = W A + b: dW = dZ A^T / m, db = sum over examples of dZ / m, dA = W^T dZ
 * (equations 6, 7 and 8 of the post).
 *
 * Shapes: dZ (n_l x m), A (n_{l-1} x m), W (n_l x n_{l-1}); dA, dW, db like A, W, b.
 * @throws {ShapeError} when the shapes do not fit
 * @example
 * linearBackward(matrix([[2]]), matrix([[3], [4]]), matrix([[5, 6]])).dW // => matrix([[6, 8]])
 */
export function linearBackward(
  dZ: Matrix,
  A: Matrix,
  W: Matrix,
): { readonly dA: Matrix; readonly dW: Matrix; readonly db: Matrix } {
  if (A.rows !== W.cols) {
    throw new ShapeError(`Cannot go back through W (${shapeOf(W)}) to A (${shapeOf(A)})`);
  }
  const precision = precisionOf(W);
  return {
    dA: transposedMultiplyInto(zeros(W.cols, dZ.cols, precision), W, dZ),
    dW: multiplyTransposedInto(zeros(dZ.rows, A.rows, precision), dZ, A, 1 / dZ.cols),
    db: rowMeansInto(zeros(dZ.rows, 1, precision), dZ),
  };
}

/**
 * The way back through one layer: dZ = dA * g'(Z) (equation 9), then `linearBackward`.
 *
 * Shapes: dA, and the layer's Z and A (n_l x m); `APrevious` (n_{l-1} x m); W (n_l x n_{l-1}).
 * @throws {ShapeError} when the shapes do not fit
 * @example
 * layerBackward(matrix([[2]]), { Z: matrix([[-1]]), A: matrix([[0]]), APrevious: matrix([[3]]), W: matrix([[5]]) }, relu).db // => matrix([[0]])
 */
export function layerBackward(
  dA: Matrix,
  layer: { readonly Z: Matrix; readonly A: Matrix; readonly APrevious: Matrix; readonly W: Matrix },
  activation: Activation,
): { readonly dA: Matrix; readonly dW: Matrix; readonly db: Matrix } {
  const { Z, A, APrevious, W } = layer;
  if (dA.rows !== Z.rows || dA.cols !== Z.cols) {
    throw new ShapeError(`Cannot go back from dA (${shapeOf(dA)}) through Z (${shapeOf(Z)})`);
  }
  if (A.rows !== Z.rows || A.cols !== Z.cols) {
    throw new ShapeError(`Cannot go back from A (${shapeOf(A)}) to Z (${shapeOf(Z)})`);
  }
  const dZ = applySlopesInto(zeros(Z.rows, Z.cols, precisionOf(W)), dA, Z, A, activation);
  return linearBackward(dZ, APrevious, W);
}

/**
 * All gradients of the cost of a network, last layer first.
 *
 * dZ[L] is that of the loss and needs no division: AL - Y for sigmoid and softmax (equation 5), 2/n_L (AL - Y)
 * for `meanSquaredError`. dA[0] is not computed; nobody reads it.
 * With `l2` and `l1` each dW[l] is that of the cost with its penalties: (l2 / m) W[l] and (l1 / m) sign(W[l])
 * more, with 0 for the sign of 0. A pass with masks is gone back through them.
 *
 * Shapes: `pass` as `modelForward` returned it for X (n_0 x m); Y (n_L x m).
 * @throws {ShapeError} when Y differs in shape from AL
 * @throws {RangeError} when `l1` or `l2` is negative or not finite
 * @throws {TypeError} when the pass has masks without what they were applied to
 * @example
 * const network = createNetwork([1, 1], { scheme: allZeros });
 * const X = matrix([[2]]);
 * modelBackward(network, modelForward(network, X), matrix([[1]])).dW[1] // => matrix([[-1]])
 * Source: the post's `L_model_backward`.
 */
export function modelBackward(
  network: Network,
  pass: ForwardPass,
  Y: Matrix,
  options: PenaltyOptions = {},
): Gradients {
  const penalties = requirePenalties(options);
  return modelBackwardInto(allocateBackward(network, Y.cols), network, pass, Y, penalties);
}

/** Room for the backward passes of one network over batches of one size. */
export interface BackwardBuffers extends Gradients {
  /** dA[l], turned into dZ[l] in place; index 0 is empty. */
  readonly dZ: readonly Matrix[];
}

/**
 * Makes the room that `modelBackwardInto` writes to, for `m` examples, out of matrices from `make`.
 *
 * @param X a batch; where it knows its span, dW[1] is kept as its factors. Not with L1, which has none.
 */
export function allocateBackward(
  network: Network,
  m: number,
  make: Make = zeros,
  X?: Matrix,
): BackwardBuffers {
  const { W, b } = network.parameters;
  const precision = networkPrecision(network);
  const dZ = W.map(({ rows }) => make(rows, rows && m, precision));
  const dW = W.map(({ rows, cols }, l) =>
    l === 1 && X instanceof DrawnColumns
      ? new OuterGradient(dZ[1], X)
      : make(rows, cols, precision),
  );
  const db = b.map(({ rows, cols }) => make(rows, cols, precision));
  return { dW, db, dZ };
}

/** `modelBackward` without allocation: the result is `buffers`, valid until they are written again. */
export function modelBackwardInto(
  buffers: BackwardBuffers,
  { activations, loss, parameters: { W } }: Network,
  pass: ForwardPass,
  Y: Matrix,
  penalties: Penalties = noPenalties,
): Gradients {
  const { A, Z, AL } = pass;
  const { dZ, dW, db } = buffers;
  const L = W.length - 1;
  if (AL.rows !== Y.rows || AL.cols !== Y.cols) {
    throw new ShapeError(`Cannot subtract Y (${shapeOf(Y)}) from AL (${shapeOf(AL)})`);
  }
  const kernels = kernelsForLists(A[0], dZ, Z, W, A, dW, db);
  const dropped = droppedIn(pass);
  requireRoom(dZ[L], dW[L], Z[L], AL, W[L], A[L - 1]);
  loss.slopesInto(dZ[L], AL, Y);
  for (let l = L; l >= 1; l--) {
    slopesInto(dW[l], dZ[l], A[l - 1], W[l], penalties, kernels);
    kernels.rowMeans(db[l], dZ[l]);
    if (l > 1) {
      requireRoom(dZ[l - 1], dW[l - 1], Z[l - 1], A[l - 1], W[l - 1], A[l - 2]);
      kernels.transposedMultiply(dZ[l - 1], W[l], dZ[l]);
      const known = builtInCurveOf(activations[l - 1]);
      const slopes = dZ[l - 1];
      const hidden = activations[l - 1];
      if (dropsAt(dropped, l - 1)) {
        dropSlopesInto(slopes, Z[l - 1], requireHidden(hidden), dropped, l - 1);
      } else if (known !== undefined) {
        kernels.activateBackward(slopes, slopes, Z[l - 1], A[l - 1], known);
      } else {
        applySlopesInto(slopes, slopes, Z[l - 1], A[l - 1], requireHidden(hidden));
      }
    }
  }
  return buffers;
}

/** dW = (dZ A^T + l2 W + l1 sign(W)) / m. */
function slopesInto(
  dW: Matrix,
  dZ: Matrix,
  A: Matrix,
  W: Matrix,
  { l1, l2 }: Penalties,
  kernels: Kernels,
): void {
  const share = 1 / dZ.cols;
  if (dW instanceof OuterGradient) {
    dW.renew(A, W, share * l2);
    return;
  }
  // Where they are gathered is known only then: in ordinary memory when the arena is full.
  if (A instanceof DrawnColumns) multiplyTransposedInto(dW, dZ, A.gathered, share);
  else kernels.multiplyTransposed(dW, dZ, A, share);
  if (l2 !== 0) combineInto(dW, 1, dW, share * l2, W);
  if (l1 !== 0) addSignsInto(dW, W, share * l1);
}

/** Kernels check nothing: buffers and weights must be those of a pass like this one. */
function requireRoom(
  dZ: Matrix,
  dW: Matrix,
  Z: Matrix,
  A: Matrix,
  W: Matrix,
  APrevious: Matrix,
): void {
  const fit =
    dZ.rows === Z.rows &&
    dZ.cols === Z.cols &&
    A.rows === Z.rows &&
    A.cols === Z.cols &&
    W.rows === Z.rows &&
    W.cols === APrevious.rows &&
    dW.rows === W.rows &&
    dW.cols === W.cols &&
    APrevious.cols === Z.cols;
  if (!fit) {
    throw new ShapeError(
      `Cannot go back from A (${shapeOf(A)}) through Z (${shapeOf(Z)}) and W (${shapeOf(W)}) to A ` +
        `(${shapeOf(APrevious)}) with dZ (${shapeOf(dZ)}) and dW (${shapeOf(dW)})`,
    );
  }
}
