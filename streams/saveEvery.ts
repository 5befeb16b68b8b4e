import {
  catchError,
  concat,
  concatMap,
  connect,
  defer,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  NEVER,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  of,
  takeUntil,
  tap,
} from 'rxjs';
import type { RunState } from '../src/formats/runState/runState.js';
import type { Step } from './records.js';
import { stateOf } from './stateOf.js';

/** What became of saving a state. */
export interface Saved {
  /** Iterations done in that state. */
  readonly iteration: number;
  /** Why it was not saved. The run goes on. */
  readonly error?: unknown;
}

/** When a state is saved besides every n iterations. */
export interface SaveOptions {
  /**
   * Saves the last step each time, as the command 'save' does. It is to come between iterations, as `obey`
   * tells of that: in the middle of one, guards and schedules know more than the step. Default never.
   */
  readonly now$?: Observable<unknown>;
}

/**
 * Saves the state of a run after every n-th iteration, and after the last one, while the run goes on.
 *
 *   in:    --s1-s2-s3-s4-s5-s6-|            n = 2
 *   save:       ------------                that of s2 takes its time
 *   out:   -----------------2--5---6|       s4 fell due meanwhile: the next step makes up for it
 *
 * A state is copied at once, so that the run may go on; one is on its way at most, and one waits at the end.
 * A save that fails is told of, and training goes on.
 *
 * Timing: completes when the last state is saved; fails with the source.
 * @param save has to have saved the state when it completes, or its promise resolves
 * @throws {RangeError} at the call, when `n` is not a positive integer
 * @example
 * const states = [];
 * const data = { X: matrix([[2]]), Y: matrix([[1]]) };
 * const phases = pipe(propagateForward(), propagateBackward(), updateParameters(gradientDescent(0.5)));
 * const run$ = iterate({ count: 3 }).pipe(drawBatches(data), closeLoop(createNetwork([1, 1]), phases));
 * lastValueFrom(run$.pipe(saveEvery(2, (state) => of(states.push(state))), map(({ iteration }) => iteration), toArray())) // => [2, 3]
 */
export function saveEvery<R extends Step>(
  n: number,
  save: (state: RunState) => ObservableInput<unknown>,
  { now$ = NEVER }: SaveOptions = {},
): OperatorFunction<R, Saved> {
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(`A state is saved every n iterations, 1 or more; found ${n}`);
  }
  return (step$) =>
    defer(() => {
      let last: R | undefined;
      let taken = 0;
      let busy = false;
      let missed = false;

      const isDue = ({ index }: R) => missed || (index + 1) % n === 0;
      /** Whether there is something to save, and nothing on its way. */
      function canSave(): boolean {
        missed = busy;
        return !busy;
      }
      function take(step: R): RunState {
        taken = step.index + 1;
        busy = true;
        return stateOf(step);
      }
      const saved = (state: RunState): Observable<Saved> => {
        const { iteration } = state;
        return defer(() => save(state)).pipe(
          ignoreElements(),
          endWith({ iteration }),
          catchError((error: unknown) => of({ iteration, error })),
          tap(() => {
            busy = false;
          }),
        );
      };
      return step$.pipe(
        connect((shared$) => {
          const end$ = shared$.pipe(ignoreElements(), endWith(undefined));
          const due$ = shared$.pipe(
            tap((step) => {
              last = step;
            }),
            filter(isDue),
          );
          const asked$ = now$.pipe(
            map(() => last),
            filter((step) => step !== undefined),
            takeUntil(end$),
          );
          const state$ = merge(due$, asked$).pipe(filter(canSave), map(take));
          const rest$ = defer(() =>
            last === undefined || last.index + 1 === taken ? [] : of(take(last)),
          );
          return concat(state$, rest$).pipe(concatMap(saved));
        }),
      );
    });
}
