import { combineInto } from '../../numerics/entries.js';
import { requireWhole } from '../ranges.js';
import type { Optimizer } from './optimizer.js';
import { requireStep } from './requireStep.js';

/**
 * The optimizer, on the mean gradient of `count` iterations: it takes a step at every count-th, and the
 * parameters stay as they are in between. So batches may be as large as if they fitted.
 *
 *   in:   --g-----g-----g-----g--|      g: dW, db
 *         accumulate(2, gradientDescent(0.1))
 *   out:  --.-----s-----.-----s--|      s: a step, on the mean of two
 *
 * The mean so far is a moment, the last one, and 0 after a step; where it stands follows from `update`, and
 * the optimizer counts its own steps. It goes by the settings of the iteration at which it steps. Batches count
 * alike, whatever their size; what a run leaves over at its end is not used. Linear if the optimizer is. A
 * count of 1 gives back the optimizer.
 *
 * @param count a whole number, 1 or more
 * @throws {RangeError} when it is none
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * const optimizer = accumulate(2, gradientDescent(0.5));
 * const moments = firstMoments(optimizer, parameters);
 * optimizer.updateInto(parameters, { dW: [matrix([[1]])], db: [matrix([[4]])] }, { learningRate: 0.5, update: 1 }, moments);
 * optimizer.updateInto(parameters, { dW: [matrix([[3]])], db: [matrix([[0]])] }, { learningRate: 0.5, update: 2 }, moments);
 * parameters // => { W: [matrix([[0]])], b: [matrix([[-1]])] }
 * Source: gradient accumulation as with PyTorch, the cost divided by `count`.
 */
export function accumulate(count: number, optimizer: Optimizer): Optimizer {
  const name = 'accumulate';
  requireWhole(name, 'count', count, 1);
  if (count === 1) return optimizer;
  const { linear = false, momentCount: innerCount = 0 } = optimizer;
  const momentCount = innerCount + 1;
  return {
    name,
    options: { count },
    inner: optimizer,
    learningRate: optimizer.learningRate,
    linear,
    momentCount,
    updateInto(parameters, gradients, settings, moments) {
      requireStep({ name, momentCount }, parameters, gradients, settings, moments);
      const { W: dW, b: db } = moments[innerCount];
      for (let l = 0; l < dW.length; l++) combineInto(dW[l], 1, dW[l], 1 / count, gradients.dW[l]);
      for (let l = 0; l < db.length; l++) combineInto(db[l], 1, db[l], 1 / count, gradients.db[l]);
      if (settings.update % count !== 0) return;
      const update = settings.update / count;
      optimizer.updateInto(parameters, { dW, db }, { ...settings, update }, moments);
      for (let l = 0; l < dW.length; l++) dW[l].values.fill(0);
      for (let l = 0; l < db.length; l++) db[l].values.fill(0);
    },
  };
}
