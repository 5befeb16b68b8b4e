import type { RunMemory } from '../src/schedules/runMemory.js';
import type { Hyperparameter, ScheduleInput } from '../src/schedules/schedule.js';
import { foldingInto, type Heard, type MetricFolds } from './metricFolds.js';

/** What has come to a run from outside, and what schedules make of it. */
export interface RunInputs {
  /** By name; written in place. */
  readonly values: Readonly<Record<string, ScheduleInput>>;
  readonly give: (...heard: Heard) => void;
  readonly withdraw: (name: string) => void;
  /** Begins to fold what a schedule wants folded, with what the run was given since the last `begin()`. */
  readonly listen: (schedule: Hyperparameter) => void;
  /** Whether somebody folds a metric. */
  readonly hears: (metric: string) => boolean;
  readonly memory: () => Pick<RunMemory, 'inputs' | 'folds'>;
}

/** The inputs of a run, with a branch for each network that learns from its batches. */
export interface SharedInputs extends RunInputs {
  /** Says that an iteration begins. */
  readonly begin: () => void;
  /**
   * The inputs of one network: what is given to the run, and what is given to the branch alone; of one name,
   * what came last. The run folds the metrics of its branches, for what they share.
   */
  readonly branch: () => InputsBranch;
}

/** The inputs of one network. */
export interface InputsBranch extends RunInputs {
  /** Ends it. */
  readonly leave: () => void;
}

/** The inputs of a run, as an earlier one has left them. */
export function startInputs(memory?: Pick<RunMemory, 'inputs' | 'folds'>): SharedInputs {
  const values = Object.assign(valuesBelow(null), memory?.inputs);
  const folds = foldingInto(values, memory?.folds);
  /** What has come in this iteration, for those who begin to listen in it. */
  const recent: Heard[] = [];
  const branches = new Set<{ readonly own: Values; readonly ownFolds: MetricFolds }>();

  function branch(): InputsBranch {
    const own = valuesBelow(values);
    const ownFolds = foldingInto(own, memory?.folds);
    const held = { own, ownFolds };
    branches.add(held);
    return {
      values: own,
      give(name, value, since) {
        own[name] = { value, since };
        ownFolds.hear(name, value, since);
        folds.hear(name, value, since);
      },
      withdraw(name) {
        delete own[name];
        delete values[name];
      },
      listen: (schedule) => ownFolds.listen(schedule, recent),
      hears: (metric) => ownFolds.hears(metric) || folds.hears(metric),
      memory: () => memoryOf({ ...values, ...own }, { ...folds.states(), ...ownFolds.states() }),
      leave: () => void branches.delete(held),
    };
  }

  return {
    values,
    give(name, value, since) {
      values[name] = { value, since };
      recent.push([name, value, since]);
      folds.hear(name, value, since);
      for (const { own, ownFolds } of branches) {
        delete own[name];
        ownFolds.hear(name, value, since);
      }
    },
    withdraw(name) {
      delete values[name];
      for (const { own } of branches) delete own[name];
    },
    listen: (schedule) => folds.listen(schedule, recent),
    hears: (metric) => folds.hears(metric),
    memory: () => memoryOf({ ...values }, folds.states()),
    begin() {
      if (recent.length > 0) recent.length = 0;
    },
    branch,
  };
}

type Values = Record<string, ScheduleInput>;

function memoryOf(
  inputs: Values,
  folds: NonNullable<RunMemory['folds']>,
): Pick<RunMemory, 'inputs' | 'folds'> {
  return { inputs, ...(Object.keys(folds).length > 0 && { folds }) };
}

/** With those above it seen through; without any other, so that an input may have any name. */
function valuesBelow(above: Values | null): Values {
  return Object.create(above);
}
