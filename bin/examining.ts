import { defer, identity, type MonoTypeOperatorFunction, map } from 'rxjs';
import { createEvaluator } from '../src/index.js';
import { stopEarly, type Tracked } from '../streams/index.js';
import type { TrainedStep, TrainingPlan } from './wireRuns.js';

/** How the accuracy on the held-out set takes part in a run. */
export interface Examination {
  /** Iterations from one to the next. */
  readonly every: number;
  /** Ends the run after so many without a better accuracy, with the best network. Default: never. */
  readonly patience?: number;
}

/**
 * Lets schedules, early stopping and reports know the accuracy on the held-out set: measured once, it goes along
 * in the step.
 *
 * @param from where early stopping goes on
 */
export function examining(
  { examination, test }: Pick<TrainingPlan, 'examination' | 'test'>,
  from: Tracked | undefined,
): MonoTypeOperatorFunction<TrainedStep> {
  if (examination === undefined) return identity;
  const { every, patience } = examination;
  return (step$) =>
    defer(() => {
      const accuracyOf = createEvaluator(test);
      const examined$ = step$.pipe(
        map((step): TrainedStep => {
          const iteration = step.index + 1;
          if (iteration % every !== 0) return step;
          const testAccuracy = accuracyOf(step.network);
          step.run.give('testAccuracy', testAccuracy, iteration);
          return { ...step, testAccuracy };
        }),
      );
      if (patience === undefined) return examined$;
      const metric = ({ testAccuracy = Number.NaN }: TrainedStep) => testAccuracy;
      return examined$.pipe(stopEarly({ patience, every, mode: 'max', metric, from }));
    });
}
