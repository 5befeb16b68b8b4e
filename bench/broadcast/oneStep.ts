import { lastValueFrom, pipe } from 'rxjs';
import { createNetwork, gradientDescent, matrix } from '../../src/index.js';
import {
  type Cost,
  closeLoop,
  computeCost,
  drawBatches,
  iterate,
  propagateBackward,
  propagateForward,
  type Step,
  updateParameters,
} from '../../streams/index.js';

/** A step of the smallest run, to be sent again and again. */
export function oneStep(): Promise<Step & Cost> {
  const one = matrix([[1]]);
  const phases = pipe(
    propagateForward(),
    computeCost(),
    propagateBackward(),
    updateParameters(gradientDescent(0.1)),
  );
  return lastValueFrom(
    iterate({ count: 1 }).pipe(
      drawBatches({ X: one, Y: one }),
      closeLoop(createNetwork([1, 1]), phases),
    ),
  );
}
