import { ShapeError } from '../../errors.js';
import { zerosLike } from '../../numerics/arena.js';
import { applyCurveInto, applySlopesInto } from '../../numerics/entries.js';
import { type Matrix, shapeOf, zeros } from '../../numerics/matrix.js';
import type { Activation } from '../activations.js';

/** What dropout adds to a forward pass. */
export interface DroppedUnits {
  /** D[l] / keep[l], by which A[l] is multiplied; empty where all units are kept. */
  readonly masks: readonly Matrix[];
  /** g(Z[l]), of which A[l] is what is left; empty where that is all. Slopes are those of g(Z[l]). */
  readonly undropped: readonly Matrix[];
}

/** Room for the passes with masks of one network over batches of one size, made when it is first needed. */
export interface DropoutBuffers extends DroppedUnits {
  readonly undropped: Matrix[];
  /** What `undropped` is written into, where units of a layer have been dropped before. */
  readonly rooms: Matrix[];
  /** X * masks[0]. */
  inputs: Matrix | undefined;
}

/** Room for passes with the masks of this list, which may be drawn again. */
export function droppingBy(masks: readonly Matrix[]): DropoutBuffers {
  return { masks, undropped: masks.map(() => zeros(0, 0)), rooms: [], inputs: undefined };
}

/**
 * What was dropped in a pass; undefined when it was made without masks.
 *
 * @throws {TypeError} when it has masks, but not the activations from before them
 */
export function droppedIn(pass: Partial<DroppedUnits>): DroppedUnits | undefined {
  const { masks, undropped } = pass;
  if (masks === undefined) return undefined;
  if (undropped === undefined) {
    throw new TypeError(
      'Cannot go back through dropout: the pass has masks, but no list undropped; hand over what ' +
        'the forward pass with masks returned',
    );
  }
  return { masks, undropped };
}

/** g(Z[l]) of a pass, from before units were dropped: what slopes are taken from. */
export function undroppedAt(
  { A, undropped = [] }: { readonly A: readonly Matrix[] } & Partial<DroppedUnits>,
  l: number,
): Matrix {
  return undropped[l]?.cols > 0 ? undropped[l] : A[l];
}

/** Whether units of layer l are dropped. */
export function dropsAt(dropped: DroppedUnits | undefined, l: number): dropped is DroppedUnits {
  return dropped !== undefined && l < dropped.masks.length && dropped.masks[l].cols > 0;
}

/** Begins a pass; what the first layer reads: X * masks[0]. */
export function dropInputs(buffers: DropoutBuffers, X: Matrix): Matrix {
  const { masks, undropped } = buffers;
  // The pass before may have had other masks.
  for (let l = 0; l < masks.length; l++) if (masks[l].cols === 0) undropped[l] = masks[l];
  if (!dropsAt(buffers, 0)) return X;
  buffers.inputs ??= zerosLike(X);
  return maskInto(buffers.inputs, X, buffers.masks[0]);
}

/** A = g(Z) * masks[l]. */
export function dropUnitsInto(
  A: Matrix,
  Z: Matrix,
  activation: Activation,
  { masks, undropped, rooms }: DropoutBuffers,
  l: number,
): void {
  rooms[l] ??= zerosLike(A);
  undropped[l] = rooms[l];
  applyCurveInto(undropped[l], Z, activation);
  maskInto(A, undropped[l], masks[l]);
}

/** dZ = dA * masks[l] * g'(Z), in the place of dA. */
export function dropSlopesInto(
  dA: Matrix,
  Z: Matrix,
  activation: Activation,
  { masks, undropped }: DroppedUnits,
  l: number,
): void {
  maskInto(dA, dA, masks[l]);
  applySlopesInto(dA, dA, Z, undropped[l], activation);
}

/** C = A * mask; C may be A. */
export function maskInto(C: Matrix, A: Matrix, mask: Matrix): Matrix {
  if (mask.rows !== A.rows || mask.cols !== A.cols) {
    throw new ShapeError(`Cannot drop units of (${shapeOf(A)}) by a mask of (${shapeOf(mask)})`);
  }
  const { values: to } = C;
  const { values: from } = A;
  const { values: factors } = mask;
  for (let i = 0; i < to.length; i++) to[i] = from[i] * factors[i];
  return C;
}
