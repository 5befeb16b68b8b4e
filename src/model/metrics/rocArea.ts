import type { Matrix } from '../../numerics/matrix.js';
import { requireTargets } from '../requireTargets.js';
import { classOf } from './classOf.js';

/** Which area. */
export interface RocAreaOptions {
  /** The row of AL that is to tell its class from the rest. Default: the mean over all rows. */
  readonly row?: number;
}

/**
 * The area under the ROC curve: how often an example of the class has a higher output than one of the rest,
 * a tie counting half. Of several rows each is taken against the rest.
 *
 * Computed from the sum R of the ranks of the P examples of the class among all P + N, equal outputs sharing
 * their mean rank: (R - P (P + 1) / 2) / (P N). NaN when all examples are of the class, or none is, or an
 * output is NaN.
 *
 * Shapes: AL, Y (n_L x m), Y of 0 and 1.
 * @throws {ShapeError} when AL and Y differ in shape
 * @throws {RangeError} when there is no such row
 * @example
 * rocArea(matrix([[0.1, 0.4, 0.35, 0.8]]), matrix([[0, 0, 1, 1]])) // => 0.75
 * Source: Mann and Whitney 1947.
 */
export function rocArea(AL: Matrix, Y: Matrix, { row }: RocAreaOptions = {}): number {
  requireTargets('AL', AL, Y);
  if (row !== undefined) return areaOfRow(AL, Y, row);
  let sum = 0;
  for (let i = 0; i < AL.rows; i++) sum += areaOfRow(AL, Y, i);
  return sum / AL.rows;
}

function areaOfRow({ rows, cols, values }: Matrix, Y: Matrix, row: number): number {
  if (!Number.isInteger(row) || row < 0 || row >= rows) {
    throw new RangeError(`The rows of AL are counted from 0 to ${rows - 1}; found ${row}`);
  }
  const outputs = values.subarray(row * cols, (row + 1) * cols);
  if (outputs.some(Number.isNaN)) return Number.NaN;
  const isOfClass = Array.from(Y.values.subarray(row * cols, (row + 1) * cols), classOf);
  const order = Uint32Array.from(outputs, (_, j) => j).sort((i, j) => outputs[i] - outputs[j]);
  let ranks = 0;
  let positives = 0;
  for (let from = 0; from < cols; ) {
    let to = from;
    let tied = 0;
    for (; to < cols && outputs[order[to]] === outputs[order[from]]; to++)
      tied += isOfClass[order[to]];
    // Ranks are counted from 1: those from `from` to `to - 1` have this mean.
    ranks += (tied * (from + 1 + to)) / 2;
    positives += tied;
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (cols - positives));
}
