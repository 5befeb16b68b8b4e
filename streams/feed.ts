import {
  defer,
  finalize,
  ignoreElements,
  type MonoTypeOperatorFunction,
  merge,
  type Observable,
  Subject,
  takeUntil,
  tap,
} from 'rxjs';
import type { Iteration } from './records.js';

/**
 * Lets observables steer a run: the last value of each is what `input(name)` reads in a schedule.
 *
 *   in:      --0-----1-----2-----3--|
 *   slider$: -----x-----------y------     feed({ slider: slider$ })
 *   out:     --0-----1-----2-----3--|     1 and 2 see x, 3 sees y
 *
 * A value holds from the next iteration on, so that all phases of an iteration see the same one. Stands
 * behind `iterate()`. An input that completes keeps its last value; one that fails ends the run.
 *
 * Timing: synchronous, one out per in; ends and fails with the source, and fails with an input.
 * @throws {RangeError} through the error channel when a value is not a finite number
 * @example
 * const rate$ = of(0.25);
 * lastValueFrom(iterate({ count: 1 }).pipe(feed({ rate: rate$ }), map(({ run }) => run.inputs.rate))) // => { value: 0.25, since: 0 }
 */
export function feed<R extends Iteration>(
  inputs: Readonly<Record<string, Observable<number>>>,
): MonoTypeOperatorFunction<R> {
  return (iteration$) =>
    defer(() => {
      const arrived = new Map<string, number>();
      const end$ = new Subject<void>();
      const arrivals = Object.entries(inputs).map(([name, value$]) =>
        value$.pipe(tap((value) => arrived.set(name, requireFinite(name, value)))),
      );
      const fed$ = iteration$.pipe(
        tap(({ index, run }) => {
          if (arrived.size === 0) return;
          for (const [name, value] of arrived) run.give(name, value, index);
          arrived.clear();
        }),
        finalize(() => end$.next()),
      );
      // Inputs first: one that has a value at once is heard before the first iteration.
      return merge(merge(...arrivals).pipe(ignoreElements(), takeUntil(end$)), fed$);
    });
}

function requireFinite(name: string, value: number): number {
  if (!Number.isFinite(value)) {
    throw new RangeError(`The input ${name} must be a finite number; found ${value}`);
  }
  return value;
}
