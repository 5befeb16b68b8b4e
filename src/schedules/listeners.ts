import { courseOf } from './course.js';
import type { PlateauState } from './plateau.js';
import type { Hyperparameter } from './schedule.js';

/** Something outside that a schedule listens to. */
export type Listener = InputListener | PlateauListener;

/** A number that is set from outside: it belongs into `run.inputs[name]`. */
export interface InputListener {
  readonly kind: 'input';
  readonly name: string;
}

/**
 * A scale that is folded from a metric: begin with `first`, take `next` for each value of the metric; the
 * `scale` of the state belongs into `run.inputs[name]`.
 */
export interface PlateauListener {
  readonly kind: 'plateau';
  /** Follows from the options, so that equal folds are one. */
  readonly name: string;
  readonly metric: string;
  readonly first: PlateauState;
  readonly next: (state: PlateauState, value: number) => PlateauState;
}

/**
 * What a schedule listens to, each name once, in the order of its operands. A function of one's own listens
 * to nothing that is known here.
 *
 * @example
 * listenersOf(scale(input('rate', 0.03), 0.5)) // => [{ kind: 'input', name: 'rate' }]
 */
export function listenersOf(schedule: Hyperparameter): readonly Listener[] {
  return courseOf('listenersOf', schedule).listeners;
}
