import { log } from '../../numerics/functions/log.js';
import type { Matrix } from '../../numerics/matrix.js';
import { requireTargets } from '../requireTargets.js';

/**
 * The binary cross-entropy of probabilities:
 * -(1/m) sum(Y log AL + (1 - Y) log(1 - AL)), in nats per example.
 *
 * Finite for AL of exactly 0 and 1: there the logarithm is that of the smallest number that can
 * stand in its place, so a wrong and certain answer costs 744.4 (AL = 0) or 37.4 (AL = 1).
 * Training uses `binaryCrossEntropy`, which has no such edge.
 *
 * Shapes: AL, Y (n_L x m).
 * @throws {ShapeError} when AL and Y differ in shape
 * @example
 * logLoss(matrix([[0.5, 0.5]]), matrix([[0, 1]])) // => 0.6931471805599453
 * Source: the post, equation 3.
 */
export function logLoss(AL: Matrix, Y: Matrix): number {
  requireTargets('AL', AL, Y);
  let sum = 0;
  for (let i = 0; i < Y.values.length; i++) {
    const a = AL.values[i];
    const y = Y.values[i];
    sum -= y * log(Math.max(a, SMALLEST)) + (1 - y) * log(Math.max(1 - a, HALF_ULP));
  }
  return sum / Y.cols;
}

const SMALLEST = Number.MIN_VALUE;
/** Half the distance from 1 to the largest number below it: where 1 - a would be, rounded to 0. */
const HALF_ULP = 2 ** -54;
