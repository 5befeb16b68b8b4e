import { listenersOf, type PlateauListener } from '../src/schedules/listeners.js';
import type { PlateauState } from '../src/schedules/plateau.js';
import type { RunMemory } from '../src/schedules/runMemory.js';
import type { Hyperparameter, RunView, ScheduleInput } from '../src/schedules/schedule.js';

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
  /** Begins to fold what a schedule wants folded from metrics. */
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
  const inputs: Record<string, ScheduleInput> = { ...memory?.inputs };
  /** The clock shows 0 s there; pauses move it. */
  let originMs = now() - 1000 * (memory?.seconds ?? 0);
  let pausedMs: number | undefined;
  const metrics = new Set<string>();
  const folds = new Map<string, Fold>();
  let batchesPerEpoch = 1;
  let current = -1;
  let claims = 0;
  /** Read once in an iteration, so that all schedules see the same moment. */
  let seconds: number | undefined;
  const elapsed = () => ((pausedMs ?? now()) - originMs) / 1000;
  return {
    count,
    inputs,
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
    give(name, value, since) {
      inputs[name] = { value, since };
      for (const fold of folds.values()) {
        const { listener } = fold;
        if (listener.metric !== name) continue;
        fold.state = listener.next(fold.state, value);
        inputs[listener.name] = { value: fold.state.scale, since };
      }
    },
    listen(schedule) {
      for (const listener of listenersOf(schedule)) {
        if (listener.kind !== 'plateau' || folds.has(listener.name)) continue;
        const state = memory?.folds?.[listener.name] ?? listener.first;
        folds.set(listener.name, { listener, state });
        metrics.add(listener.metric);
      }
    },
    hears: (metric) => metrics.has(metric),
    withdraw(name) {
      delete inputs[name];
    },
    pause() {
      pausedMs ??= now();
    },
    proceed() {
      if (pausedMs !== undefined) originMs += now() - pausedMs;
      pausedMs = undefined;
    },
    memory: () => ({
      seconds: elapsed(),
      inputs: { ...inputs },
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
