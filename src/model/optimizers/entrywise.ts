import type { Matrix } from '../../numerics/matrix.js';
import type { Optimizer, StepSettings } from './optimizer.js';
import { requireStep } from './requireStep.js';

/**
 * The step of one matrix: moves P against dP and writes what is remembered of it, as many moments as the
 * optimizer has. All have one shape.
 */
export type MoveInto = (
  P: Matrix,
  dP: Matrix,
  settings: StepSettings,
  first: Matrix,
  second: Matrix,
  third: Matrix,
) => void;

/**
 * An optimizer that treats every W[l] and b[l] alike, each by itself: the one walk over all of them, with
 * their gradients and up to three moments.
 *
 * Slot 0 is walked too: there it is empty, which is harmless.
 */
export function entrywise(optimizer: Omit<Optimizer, 'updateInto'>, moveInto: MoveInto): Optimizer {
  return {
    ...optimizer,
    updateInto(parameters, gradients, settings, moments) {
      requireStep(optimizer, parameters, gradients, settings, moments);
      const { W, b } = parameters;
      const { dW, db } = gradients;
      const [first, second, third] = moments;
      moveListInto(moveInto, W, dW, settings, first?.W, second?.W, third?.W);
      moveListInto(moveInto, b, db, settings, first?.b, second?.b, third?.b);
    },
  };
}

type Matrices = readonly Matrix[];

function moveListInto(
  moveInto: MoveInto,
  P: Matrices,
  dP: Matrices,
  settings: StepSettings,
  first: Matrices = NONE,
  second: Matrices = NONE,
  third: Matrices = NONE,
): void {
  for (let l = 0; l < P.length; l++) {
    moveInto(P[l], dP[l], settings, first[l], second[l], third[l]);
  }
}

const NONE: Matrices = [];
