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
  const folds = new Map<string, Fold>();
  const metrics = new Set<string>();

  function tell(fold: Fold, [metric, value, since]: Heard): void {
    const { listener } = fold;
    if (listener.metric !== metric) return;
    fold.state = listener.next(fold.state, value);
    values[listener.name] = { value: fold.state.scale, since };
  }

  return {
    listen(schedule, before) {
      for (const listener of listenersOf(schedule)) {
        if (listener.kind !== 'plateau' || folds.has(listener.name)) continue;
        const { name, metric, first } = listener;
        const fold = { listener, state: remembered?.[name] ?? first };
        for (const heard of before) tell(fold, heard);
        folds.set(name, fold);
        metrics.add(metric);
      }
    },
    hears: (metric) => metrics.has(metric),
    hear(...heard) {
      for (const fold of folds.values()) tell(fold, heard);
    },
    states: () => Object.fromEntries([...folds].map(([name, { state }]) => [name, state])),
  };
}

interface Fold {
  readonly listener: PlateauListener;
  state: PlateauState;
}
