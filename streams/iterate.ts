import {
  Observable,
  type SchedulerAction,
  type SchedulerLike,
  type Subscription,
  VirtualTimeScheduler,
} from 'rxjs';
import type { RunMemory } from '../src/schedules/runMemory.js';
import type { Iteration } from './records.js';
import { startRun } from './run.js';
import { iterationRecord } from './runRecords.js';
import { sharedSlices } from './timeSlices.js';

/** How long a run is, and who paces it. */
export interface IterateOptions {
  /** How many iterations. Default Infinity. */
  readonly count?: number;
  /** When iterations are drawn, and the clock of `run.seconds`. Default: the time slices that the process shares. */
  readonly scheduler?: SchedulerLike;
  /** Where a run goes on that was saved. Default: at iteration 0. */
  readonly resume?: { readonly iteration: number; readonly run: RunMemory } | undefined;
}

/**
 * The source of a run: one event per iteration, paced by demand.
 *
 *   iterate({ count: 3 })         0--1--2--|
 *   closeLoop(), a slow phase     --s--s--s|      s: the step of that iteration
 *
 * The next iteration is drawn when every claim on the last one is released (see `closeLoop`), and at
 * once where nobody claims it. So there is never more than one iteration in flight, and no queue.
 *
 * Timing: cold; nothing is emitted inside the call to `subscribe` (but by a scheduler that works there, as
 * `queueScheduler` does). Completes after the last turn.
 * @throws {RangeError} when `count` is not 0, a positive integer or Infinity
 * @example
 * lastValueFrom(iterate({ count: 3 }).pipe(map(({ index }) => index), toArray())) // => [0, 1, 2]
 */
export function iterate({
  count = Infinity,
  scheduler = sharedSlices,
  resume,
}: IterateOptions = {}): Observable<Iteration> {
  if (!(count >= 0 && (Number.isInteger(count) || count === Infinity))) {
    throw new RangeError(`The number of iterations is a whole number, 0 or more; found ${count}`);
  }
  // No creation function of RxJS waits for demand, which is why this is a new Observable.
  return new Observable((subscriber) => {
    let index = resume?.iteration ?? 0;
    // One action that is scheduled again and again, since a new one costs 0.3 us; but a virtual one runs
    // only once, and would keep all that come after it.
    const isVirtual = scheduler instanceof VirtualTimeScheduler;
    let again: (() => Subscription) | undefined;
    const run = startRun({
      count,
      now: () => scheduler.now(),
      ...(resume && { memory: resume.run }),
      onFree: () => {
        if (!subscriber.closed) again?.();
      },
    });

    function draw(this: SchedulerAction<unknown>): void {
      again = isVirtual ? drawAnew : () => this.schedule();
      if (index >= count) {
        subscriber.complete();
        return;
      }
      run.begin(index);
      subscriber.next(iterationRecord(index, run));
      index++;
      run.release();
    }

    const drawAnew = () => scheduler.schedule(draw);
    return drawAnew();
  });
}
