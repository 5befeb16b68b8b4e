import type { RunMemory } from '../src/schedules/runMemory.js';
import type { Hyperparameter, RunView } from '../src/schedules/schedule.js';
import { type InputsBranch, type RunInputs, startInputs } from './runInputs.js';

/**
 * One run, as its records carry it: how long it is, what has come to it from outside, and whose turn it is.
 *
 * The source draws the next iteration when every claim on this one is released. That travels in the
 * records, so that demand reaches the source from wherever the work is done, through `share()` and through
 * any operator that passes records on.
 */
export interface Run extends Required<RunView> {
  /**
   * Keeps the source waiting.
   *
   * @throws {Error} when the turn of iteration `index` is over already
   */
  claim(index: number): void;
  /** Gives one claim back. */
  release(): void;
  /** Says how many batches there are in an epoch. */
  countBatches(batchesPerEpoch: number): void;
  /**
   * Hands over a number from outside, which holds from iteration `since` on: an input of schedules, and a
   * value of the metric of that name.
   */
  give(name: string, value: number, since: number): void;
  /** Begins to fold what a schedule wants folded from metrics, with what has come in this iteration. */
  listen(schedule: Hyperparameter): void;
  /** Whether somebody folds a metric. */
  hears(metric: string): boolean;
  /** Takes such a number back. */
  withdraw(name: string): void;
  /** Stops the clock of `seconds`, until `proceed()`. */
  pause(): void;
  proceed(): void;
  /** What a run that goes on from here has to know. */
  memory(): RunMemory;
  /**
   * The run for one of the networks that share its batches: what is given to it, as its cost, is known to it
   * alone. What is given to the run is known to all.
   */
  branch(): RunBranch;
}

/** A run for one network. */
export interface RunBranch extends Run {
  /** Ends it: the run tells it nothing more. */
  leave(): void;
}

/** The source's side of a run. */
export interface OwnRun extends Run {
  /** Begins the turn of iteration `index`, with one claim for the source itself. */
  begin(index: number): void;
}

/** What a run begins with. */
export interface RunStart {
  readonly count: number;
  /** The clock, in ms. */
  readonly now: () => number;
  readonly memory?: RunMemory;
  /** Called each time the last claim is released. */
  readonly onFree: () => void;
}

/** A run before its first iteration. */
export function startRun({ count, now, memory, onFree }: RunStart): OwnRun {
  const inputs = startInputs(memory);
  /** The clock shows 0 s there; pauses move it. */
  let originMs = now() - 1000 * (memory?.seconds ?? 0);
  let pausedMs: number | undefined;
  let batchesPerEpoch = 1;
  let current = -1;
  let claims = 0;
  /** Read once in an iteration, so that all schedules see the same moment. */
  let seconds: number | undefined;
  const elapsed = () => ((pausedMs ?? now()) - originMs) / 1000;
  const run: OwnRun = {
    count,
    ...hearing(inputs, elapsed),
    get batchesPerEpoch() {
      return batchesPerEpoch;
    },
    get seconds() {
      seconds ??= elapsed();
      return seconds;
    },
    begin(index) {
      current = index;
      claims = 1;
      seconds = undefined;
      inputs.begin();
    },
    claim(index) {
      if (index !== current || claims === 0) {
        throw new Error(
          `Iteration ${index} reached closeLoop() after its turn: an asynchronous operator stands ` +
            'between iterate() and closeLoop(). Move it into the phases of closeLoop(), where the ' +
            'source waits for it',
        );
      }
      claims++;
    },
    release() {
      claims--;
      if (claims === 0) onFree();
    },
    countBatches(batches) {
      batchesPerEpoch = batches;
    },
    pause() {
      pausedMs ??= now();
    },
    proceed() {
      if (pausedMs !== undefined) originMs += now() - pausedMs;
      pausedMs = undefined;
    },
    branch: () => branchOf(run, inputs.branch(), elapsed),
  };
  return run;
}

function branchOf(run: Run, inputs: InputsBranch, elapsed: () => number): RunBranch {
  return {
    ...run,
    ...hearing(inputs, elapsed),
    get batchesPerEpoch() {
      return run.batchesPerEpoch;
    },
    get seconds() {
      return run.seconds;
    },
    leave: () => inputs.leave(),
  };
}

/** What a run has to do with what comes from outside. */
function hearing(inputs: RunInputs, elapsed: () => number) {
  return {
    inputs: inputs.values,
    give: inputs.give,
    withdraw: inputs.withdraw,
    listen: inputs.listen,
    hears: inputs.hears,
    memory: (): RunMemory => ({ seconds: elapsed(), ...inputs.memory() }),
  };
}
