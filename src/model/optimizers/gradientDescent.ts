import { ShapeError } from '../../errors.js';
import type { Kernels } from '../../numerics/kernels/kernels.js';
import { kernelsForLists } from '../../numerics/kernelsFor.js';
import { type Matrix, shapeOf } from '../../numerics/matrix.js';
import type { Schedule } from '../../schedules/schedule.js';
import type { Gradients } from '../backward.js';
import type { Parameters } from '../initialize.js';
import { copyParameters } from '../network.js';
import { type Optimizer, type StepSettings, scheduleOf } from './optimizer.js';

/**
 * Plain gradient descent: W[l] -= learningRate dW[l], b[l] -= learningRate db[l].
 *
 * @param learningRate a positive number, or a function of the iteration (counted from 0)
 * @throws {RangeError} when the number is not positive and finite
 * @example
 * gradientDescent(0.03).learningRate(0) // => 0.03
 */
export function gradientDescent(learningRate: number | Schedule): Optimizer {
  return { learningRate: scheduleOf(learningRate), linear: true, updateInto: descendInto };
}

/**
 * The parameters one step of gradient descent further on; the given ones stay as they are.
 *
 * @throws {ShapeError} when a gradient differs in shape from its parameter
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * const gradients = { dW: [matrix([[2]])], db: [matrix([[4]])] };
 * descend(parameters, gradients, 0.5) // => { W: [matrix([[0]])], b: [matrix([[-2]])] }
 * Source: the post's `update_parameters`.
 */
export function descend(
  parameters: Parameters,
  gradients: Gradients,
  learningRate: number,
): Parameters {
  requireSlopes('W', parameters.W, gradients.dW);
  requireSlopes('b', parameters.b, gradients.db);
  const next = copyParameters(parameters);
  descendInto(next, gradients, { learningRate, update: 1 });
  return next;
}

function descendInto(
  { W, b }: Parameters,
  { dW, db }: Gradients,
  { learningRate }: StepSettings,
): void {
  const kernels = kernelsForLists(W[W.length - 1], dW, db, W, b);
  for (let l = 0; l < W.length; l++) stepInto(kernels, W[l], dW[l], learningRate);
  for (let l = 0; l < b.length; l++) stepInto(kernels, b[l], db[l], learningRate);
}

/** P -= rate dP. */
function stepInto(kernels: Kernels, P: Matrix, dP: Matrix, rate: number): void {
  if (P.rows !== dP.rows || P.cols !== dP.cols) {
    throw new ShapeError(`Cannot move (${shapeOf(P)}) against a gradient of (${shapeOf(dP)})`);
  }
  kernels.combine(P, 1, P, -rate, dP);
}

function requireSlopes(name: string, P: readonly Matrix[], dP: readonly Matrix[]): void {
  for (const [l, { rows, cols }] of P.entries()) {
    const slopes = dP[l];
    if (slopes?.rows !== rows || slopes.cols !== cols) {
      const found = slopes ? shapeOf(slopes) : 'nothing';
      throw new ShapeError(
        `Cannot subtract d${name}${l} (${found}) from ${name}${l} (${rows} x ${cols})`,
      );
    }
  }
}
