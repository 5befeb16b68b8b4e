import type { Matrix } from '../../numerics/matrix.js';
import type { Gradients } from '../backward.js';
import { requirePositive } from '../ranges.js';
import { gradientRoom } from './gradientRoom.js';
import type { Optimizer } from './optimizer.js';
import { requireStep } from './requireStep.js';

/** Writes what is left of a gradient into `target`, which has its shape. */
export type ClipInto = (target: Matrix, gradient: Matrix) => void;

/**
 * An optimizer that is handed gradients within a limit, as a copy. Not linear.
 *
 * @param clipOf how gradients are clipped at a step; undefined when they may be handed on as they are
 * @throws {RangeError} when the limit is not positive and finite
 */
export function clipping(
  name: string,
  limit: number,
  optimizer: Optimizer,
  clipOf: (gradients: Gradients) => ClipInto | undefined,
): Optimizer {
  requirePositive(name, 'limit', limit);
  const { momentCount = 0 } = optimizer;
  return {
    name,
    options: { limit },
    inner: optimizer,
    learningRate: optimizer.learningRate,
    momentCount,
    updateInto(parameters, gradients, settings, moments) {
      requireStep({ name, momentCount }, parameters, gradients, settings, moments);
      const clipInto = clipOf(gradients);
      if (clipInto === undefined) {
        optimizer.updateInto(parameters, gradients, settings, moments);
        return;
      }
      const { dW, db } = gradientRoom(parameters);
      for (let l = 0; l < dW.length; l++) clipInto(dW[l], gradients.dW[l]);
      for (let l = 0; l < db.length; l++) clipInto(db[l], gradients.db[l]);
      optimizer.updateInto(parameters, { dW, db }, settings, moments);
    },
  };
}
