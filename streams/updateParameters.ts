import { defer, map, type OperatorFunction } from 'rxjs';
import type { Optimizer, StepSettings } from '../src/model/optimizers/optimizer.js';
import { requireNotNegative, requireShare, requireWhole } from '../src/model/ranges.js';
import { createUpdater } from '../src/model/updater.js';
import type { Hyperparameter } from '../src/schedules/schedule.js';
import { extend } from './extend.js';
import { reading } from './reading.js';
import type { Backward, Iteration, Step } from './records.js';
import { withStep } from './runRecords.js';

/** What else steers a step: each a number or a schedule. */
export interface UpdateSettings {
  /** In the place of the optimizer's own momentum, or the beta1 of Adam. */
  readonly momentum?: Hyperparameter;
  /** In the place of the optimizer's own decay of weights. */
  readonly weightDecay?: Hyperparameter;
  /** Layers 1 to `frozen` stay as they are; what a schedule gives is rounded. Default 0. */
  readonly frozen?: Hyperparameter;
}

/**
 * Moves the parameters against their gradients: the end of an iteration.
 *
 *   in:   --g-----g-----g--|      g: {dW, db, network, ...}
 *         updateParameters(gradientDescent(0.03))
 *   out:  --s-----s-----s--|      s: g + {learningRate}, and network updated in place
 *
 * Where the batches know the set they are drawn from and the optimizer is linear, the first layer may go
 * over to its Gram form at the first update (see `DrawOptions`); W[1] and dW[1] are then multiplied out
 * when their values are read.
 *
 * The learning rate is that of the optimizer's schedule, unless the run has the input `learningRate` (see
 * `obey`); either way times the input `learningRateScale`, where there is one (see `guard`).
 *
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {RangeError} at the call, when a number is out of range; through the error channel when what a
 * schedule gives is
 * @throws {TypeError} through the error channel when the Gram form is asked for and the optimizer is not
 * linear
 * @example
 * const data = { X: matrix([[2]]), Y: matrix([[1]]) };
 * const phases = pipe(propagateForward(), propagateBackward(), updateParameters(gradientDescent(0.5)));
 * const run$ = iterate({ count: 1 }).pipe(drawBatches(data), closeLoop(createNetwork([1, 1], { scheme: allZeros }), phases));
 * lastValueFrom(run$.pipe(copy(), map((step) => step.network.parameters.W[1]))) // => matrix([[0.5]])
 * Source: the post's `update_parameters`.
 */
export function updateParameters<R extends Backward>(
  optimizer: Optimizer,
  settings: UpdateSettings = {},
): OperatorFunction<R, R & Step> {
  requireNumbers(settings);
  return (backward$) =>
    defer(() => {
      const update = createUpdater(optimizer);
      const scheduled = reading(optimizer.learningRate);
      const settingsAt = readingSettings(settings);
      return backward$.pipe(
        map((backward) => {
          const { index, run } = backward;
          if (backward.skipsUpdate === true) return extend(backward, { learningRate: 0 });
          const learningRate = rateOf(backward, scheduled);
          const { network, memory } = update(
            backward,
            backward,
            settingsAt(backward, learningRate),
            run.count - index,
          );
          return withStep(backward, { network, memory, learningRate });
        }),
      );
    });
}

/** Of what may be wrong, numbers are known at the call. */
function requireNumbers({ momentum, weightDecay, frozen }: UpdateSettings): void {
  const owner = 'updateParameters()';
  if (typeof momentum === 'number') requireShare(owner, 'momentum', momentum);
  if (typeof weightDecay === 'number') requireNotNegative(owner, 'weightDecay', weightDecay);
  if (typeof frozen === 'number') requireWhole(owner, 'frozen', frozen, 0);
}

/** What the schedule says, unless somebody has set another rate, or made it smaller. */
function rateOf(backward: Backward, scheduled: (iteration: Iteration) => number): number {
  const { learningRate, learningRateScale } = backward.run.inputs;
  const rate = learningRate?.value ?? scheduled(backward);
  return learningRateScale === undefined ? rate : rate * learningRateScale.value;
}

function readingSettings({
  momentum,
  weightDecay,
  frozen,
}: UpdateSettings): (record: Backward, learningRate: number) => Omit<StepSettings, 'update'> {
  const read = {
    ...(momentum !== undefined && { momentum: reading(momentum) }),
    ...(weightDecay !== undefined && { weightDecay: reading(weightDecay) }),
    ...(frozen !== undefined && { frozen: reading(frozen) }),
  };
  if (Object.keys(read).length === 0) return (_record, learningRate) => ({ learningRate });
  return (record, learningRate) => ({
    learningRate,
    ...(read.momentum && { momentum: read.momentum(record) }),
    ...(read.weightDecay && { weightDecay: read.weightDecay(record) }),
    ...(read.frozen && { frozen: Math.round(read.frozen(record)) }),
  });
}
