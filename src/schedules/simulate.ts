import { type Listener, listenersOf } from './listeners.js';
import type { PlateauState } from './plateau.js';
import { requireWhole } from './requireNumber.js';
import type { Hyperparameter, RunView, ScheduleInput } from './schedule.js';
import { scheduleOf } from './scheduleOf.js';

/** What happens in a rehearsal. */
export interface SimulateOptions {
  /** Iterations of the whole run. Default as many as are simulated. */
  readonly count?: number;
  /** Default 1. */
  readonly batchesPerEpoch?: number;
  /** Default 0: no time passes. */
  readonly secondsPerIteration?: number;
  /** What comes from outside, in any order. Default nothing. */
  readonly script?: readonly ScriptedInput[];
}

/** The value of an input or of a metric, and the first iteration that knows it. */
export type ScriptedInput = readonly [iteration: number, name: string, value: number];

/**
 * The first `n` values of a schedule, without a run: what a plot shows ahead. Inputs and metrics come as
 * scripted; metrics are folded as the schedule asks for.
 *
 * @throws {RangeError} when `n` is not a whole number, or the script names what the schedule does not
 * listen to
 * @throws {TypeError} when it is neither a number nor a schedule
 * @example
 * simulate(overriddenBy(linear(0, 1, { length: 4 }), 'rate'), 4, { script: [[2, 'rate', 0.1]] }) // => Float64Array.of(0, 0.25, 0.1, 0.1)
 */
export function simulate(
  schedule: Hyperparameter,
  n: number,
  { count = n, batchesPerEpoch = 1, secondsPerIteration = 0, script = [] }: SimulateOptions = {},
): Float64Array {
  requireWhole('simulate', 'n', n, 0);
  const valueAt = scheduleOf(schedule);
  const listen = listening(schedule, script);
  return Float64Array.from({ length: n }, (_, iteration) => {
    const inputs = listen(iteration);
    const seconds = iteration * secondsPerIteration;
    return valueAt(iteration, { count, batchesPerEpoch, seconds, inputs });
  });
}

/** What has come from outside by an iteration; to be asked in order. */
function listening(
  schedule: Hyperparameter,
  script: readonly ScriptedInput[],
): (iteration: number) => NonNullable<RunView['inputs']> {
  const listeners = listenersOf(schedule);
  requireListeners(listeners, script);
  const inOrder = script.toSorted(([one], [other]) => one - other);
  const inputs = new Map<string, ScheduleInput>();
  const hear = hearing();
  let told = 0;
  return (iteration) => {
    for (; told < inOrder.length && inOrder[told][0] <= iteration; told++) {
      const [since, source, value] = inOrder[told];
      for (const listener of listeners) {
        if (sourceOf(listener) !== source) continue;
        inputs.set(listener.name, { value: hear(listener, value), since });
      }
    }
    return Object.fromEntries(inputs);
  };
}

/** What a listener makes of a value: an input the value itself, a plateau its scale. */
function hearing(): (listener: Listener, value: number) => number {
  const states = new Map<string, PlateauState>();
  return (listener, value) => {
    if (listener.kind === 'input') return value;
    const { name, first, next } = listener;
    const state = next(states.get(name) ?? first, value);
    states.set(name, state);
    return state.scale;
  };
}

function sourceOf(listener: Listener): string {
  return listener.kind === 'input' ? listener.name : listener.metric;
}

function requireListeners(listeners: readonly Listener[], script: readonly ScriptedInput[]): void {
  const known = listeners.map(sourceOf);
  for (const [iteration, source] of script) {
    requireWhole('simulate', 'iteration of the script', iteration, 0);
    if (!known.includes(source)) {
      const there = known.length > 0 ? known.join(', ') : 'nothing';
      throw new RangeError(
        `Cannot simulate ${JSON.stringify(source)}: the schedule listens to ${there}`,
      );
    }
  }
}
