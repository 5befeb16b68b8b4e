import { listenersOf, type PlateauListener } from '../src/schedules/listeners.js';
import type { PlateauState } from '../src/schedules/plateau.js';
import type { RunMemory } from '../src/schedules/runMemory.js';
import type { Hyperparameter, ScheduleInput } from '../src/schedules/schedule.js';

/** What has come to a run from outside, and what schedules make of it. */
export interface RunInputs {
  /** By name; written in place. */
  readonly values: Readonly<Record<string, ScheduleInput>>;
  give(name: string, value: number, since: number): void;
  withdraw(name: string): void;
  /** Begins to fold what a schedule wants folded, with what has come since the last `begin()`. */
  listen(schedule: Hyperparameter): void;
  /** Whether somebody folds a metric. */
  hears(metric: string): boolean;
  /** Says that an iteration begins. */
  begin(): void;
  memory(): Pick<RunMemory, 'inputs' | 'folds'>;
}

/** The inputs of a run, as an earlier one has left them. */
export function startInputs(from: Pick<RunMemory, 'inputs' | 'folds'> = { inputs: {} }): RunInputs {
  // Without a prototype, so that an input may have any name.
  const values: Record<string, ScheduleInput> = Object.assign(withoutPrototype(), from.inputs);
  const folds = new Map<string, Fold>();
  const metrics = new Set<string>();
  /** What has come in this iteration, for those who begin to listen in it. */
  let recent: [metric: string, value: number, since: number][] = [];

  function fold(one: Fold, value: number, since: number): void {
    one.state = one.listener.next(one.state, value);
    values[one.listener.name] = { value: one.state.scale, since };
  }

  return {
    values,
    give(name, value, since) {
      values[name] = { value, since };
      recent.push([name, value, since]);
      for (const one of folds.values()) {
        if (one.listener.metric === name) fold(one, value, since);
      }
    },
    withdraw(name) {
      delete values[name];
    },
    listen(schedule) {
      for (const listener of listenersOf(schedule)) {
        const { kind, name } = listener;
        if (kind !== 'plateau' || folds.has(name)) continue;
        const { metric, first } = listener;
        const one = { listener, state: from.folds?.[name] ?? first };
        folds.set(name, one);
        metrics.add(metric);
        for (const [heard, value, since] of recent) {
          if (heard === metric) fold(one, value, since);
        }
      }
    },
    hears: (metric) => metrics.has(metric),
    begin() {
      if (recent.length > 0) recent = [];
    },
    memory: () => ({
      inputs: { ...values },
      ...(folds.size > 0 && { folds: statesOf(folds) }),
    }),
  };
}

interface Fold {
  readonly listener: PlateauListener;
  state: PlateauState;
}

function statesOf(folds: ReadonlyMap<string, Fold>): Record<string, PlateauState> {
  return Object.fromEntries([...folds].map(([name, { state }]) => [name, state]));
}

function withoutPrototype(): Record<string, ScheduleInput> {
  return Object.create(null);
}
