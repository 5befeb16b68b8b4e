import { listenersOf, type PlateauListener } from '../src/schedules/listeners.js';
import type { PlateauState } from '../src/schedules/plateau.js';
import type { RunMemory } from '../src/schedules/runMemory.js';
import type { Hyperparameter, ScheduleInput } from '../src/schedules/schedule.js';

/** A value of a metric, and from which iteration on it is known. */
export type Heard = readonly [metric: string, value: number, since: number];

/** What schedules want folded from metrics. */
export interface MetricFolds {
  /** Begins to fold what a schedule asks for, with what has been heard before. */
  readonly listen: (schedule: Hyperparameter, before: readonly Heard[]) => void;
  readonly hears: (metric: string) => boolean;
  readonly hear: (...heard: Heard) => void;
  readonly states: () => NonNullable<RunMemory['folds']>;
}

/**
 * Folds metrics into scales, which are written into `values` under the names of those who listen.
 *
 * @param remembered where an earlier run has left them
 */
export function foldingInto(
  values: Record<string, ScheduleInput>,
  remembered: RunMemory['folds'],
): MetricFolds {
  const folds = new Map<string, { readonly listener: PlateauListener; state: PlateauState }>();
  const metrics = new Set<string>();

  function hear(...[metric, value, since]: Heard): void {
    for (const [name, fold] of folds) {
      if (fold.listener.metric !== metric) continue;
      fold.state = fold.listener.next(fold.state, value);
      values[name] = { value: fold.state.scale, since };
    }
  }

  return {
    listen(schedule, before) {
      for (const listener of listenersOf(schedule)) {
        if (listener.kind !== 'plateau' || folds.has(listener.name)) continue;
        const { name, metric, first } = listener;
        const fold = { listener, state: remembered?.[name] ?? first };
        for (const [heard, value, since] of before) {
          if (heard !== metric) continue;
          fold.state = listener.next(fold.state, value);
          values[name] = { value: fold.state.scale, since };
        }
        folds.set(name, fold);
        metrics.add(metric);
      }
    },
    hears: (metric) => metrics.has(metric),
    hear,
    states: () => Object.fromEntries([...folds].map(([name, { state }]) => [name, state])),
  };
}
