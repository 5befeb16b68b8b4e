/**
 * A hyperparameter over time: a pure function of the iteration, counted from 0, and of what else is known
 * about the run at that moment.
 */
export type Schedule = (iteration: number, run?: RunView) => number;

/** A number that stays, or a schedule. */
export type Hyperparameter = number | Schedule;

/** What a schedule may know about a run besides the iteration. */
export interface RunView {
  /** How many iterations the run has; Infinity for an endless one. Default Infinity. */
  readonly count?: number;
  /** Iterations in one pass over the data. Default 1. */
  readonly batchesPerEpoch?: number;
  /** Since the run began, pauses left out. Default 0. */
  readonly seconds?: number;
  /** What has come from outside so far, by name: a slider, the best value of a metric. Default none. */
  readonly inputs?: Readonly<Record<string, ScheduleInput>>;
}

/** A number from outside. */
export interface ScheduleInput {
  readonly value: number;
  /** The first iteration that it holds for. */
  readonly since: number;
}
