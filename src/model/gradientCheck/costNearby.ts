import { addBiasInto, applyCurveInto, combineInto } from '../../numerics/entries.js';
import { type Matrix, zeros } from '../../numerics/matrix.js';
import { multiplyInto } from '../../numerics/products.js';
import { requireHidden } from '../activations.js';
import { droppedIn, dropsAt, maskInto } from '../dropout/dropUnits.js';
import type { ForwardPass } from '../forward.js';
import type { Network } from '../network.js';
import type { Penalties } from '../penalties.js';
import type { Coordinate } from './coordinates.js';

/**
 * The cost of a batch as a function of one parameter: what it is when that one is moved by `shift` and all
 * others stay. The penalties of the others are left out, since they stay too.
 *
 * W[l] at (i, j) moves nothing but row i of Z[l], by shift times row j of A[l-1]. So that unit is computed
 * again, then what the next layer gets from it, and then the layers above.
 *
 * @param pass of this network, both in float64
 */
export function costNearby(
  { layerDims, activations, loss, parameters: { W, b } }: Network,
  pass: ForwardPass,
  Y: Matrix,
  { l1, l2 }: Penalties,
): (at: Coordinate, shift: number) => number {
  const { A, Z } = pass;
  const dropped = droppedIn(pass);
  const L = layerDims.length - 1;
  const m = Y.cols;
  const ones = zeros(1, m);
  ones.values.fill(1);
  const [z, a] = [zeros(1, m), zeros(1, m)];
  const movedZ = layerDims.map((n) => zeros(n, m));
  const movedA = layerDims.map((n) => zeros(n, m));

  /** Row `i` of Z[l] is `z`: writes movedZ[L]. */
  function moveUnit(l: number, i: number): void {
    if (l === L) {
      movedZ[L].values.set(Z[L].values);
      rowOf(movedZ[L], i).values.set(z.values);
      return;
    }
    applyCurveInto(a, z, requireHidden(activations[l]));
    if (dropsAt(dropped, l)) maskInto(a, a, rowOf(dropped.masks[l], i));
    combineInto(a, 1, a, -1, rowOf(A[l], i));
    const { rows, cols, values: weights } = W[l + 1];
    for (let k = 0; k < rows; k++) {
      combineInto(rowOf(movedZ[l + 1], k), 1, rowOf(Z[l + 1], k), weights[k * cols + i], a);
    }
    for (let k = l + 1; k < L; k++) {
      applyCurveInto(movedA[k], movedZ[k], requireHidden(activations[k]));
      if (dropsAt(dropped, k)) maskInto(movedA[k], movedA[k], dropped.masks[k]);
      addBiasInto(multiplyInto(movedZ[k + 1], W[k + 1], movedA[k]), b[k + 1]);
    }
  }

  function penaltyOf(weight: number): number {
    return (l2 / (2 * m)) * weight * weight + (l1 / m) * Math.abs(weight);
  }

  return ({ layer: l, parameter, row, col }, shift) => {
    combineInto(z, 1, rowOf(Z[l], row), shift, parameter === 'W' ? rowOf(A[l - 1], col) : ones);
    moveUnit(l, row);
    const cost = loss.cost(movedZ[L], Y);
    return parameter === 'W' ? cost + penaltyOf(W[l].values[row * W[l].cols + col] + shift) : cost;
  };
}

/** Row i of A, as a view (1 x m). */
function rowOf({ cols, values }: Matrix, i: number): Matrix {
  return { rows: 1, cols, values: values.subarray(i * cols, (i + 1) * cols) };
}
