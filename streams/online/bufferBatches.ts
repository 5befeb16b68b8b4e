import {
  asyncScheduler,
  Observable,
  type OperatorFunction,
  type SchedulerLike,
  Subject,
  Subscription,
  takeUntil,
} from 'rxjs';
import { requirePositive, requireWhole } from '../../src/schedules/requireNumber.js';

/** When a batch is full. */
export interface BufferBatchesOptions {
  /** It has so many elements: a whole number, 1 or more. */
  readonly count: number;
  /** Its first element came so many milliseconds ago. Default: as long as it takes. */
  readonly timeMs?: number | undefined;
  /** The clock. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Makes batches of what comes one by one: a batch is given when it has `count` elements, or `timeMs` behind its
 * first one, whichever comes first.
 *
 *   in:   --a-b-c-d-----------e--|
 *         bufferBatches({ count: 3, timeMs: 5 })
 *   out:  ------x------y---------(z|)      x: [a, b, c], y: [d], z: [e]
 *
 * No batch is empty, and no time passes while there is nothing: a slow source makes small batches, a fast one full
 * ones. What is left over is given when the source ends; when it fails it is lost, so acknowledge deliveries behind
 * the batch that they are in.
 *
 * Timing: with the element that fills a batch, or by the scheduler; ends and fails with the source.
 * @throws {RangeError} at the call, when `count` is not a whole number, 1 or more, or `timeMs` not a positive number
 * @example
 * lastValueFrom(range(0, 5).pipe(bufferBatches({ count: 2 }), toArray())) // => [[0, 1], [2, 3], [4]]
 */
export function bufferBatches<T>({
  count,
  timeMs,
  scheduler = asyncScheduler,
}: BufferBatchesOptions): OperatorFunction<T, T[]> {
  requireWhole('bufferBatches', 'count', count, 1);
  if (timeMs !== undefined) requirePositive('bufferBatches', 'timeMs', timeMs);
  // A new Observable, because `bufferTime` of RxJS counts from the last batch, through silence too.
  return (source$) =>
    new Observable((subscriber) => {
      let batch: T[] = [];
      let timer = Subscription.EMPTY;
      // A source that emits inside `subscribe` can be left before there is a subscription to end.
      const left$ = new Subject<void>();
      subscriber.add(() => {
        timer.unsubscribe();
        left$.next();
      });

      function give(): void {
        timer.unsubscribe();
        const full = batch;
        // Before it is passed on: what comes behind may make the source emit.
        batch = [];
        subscriber.next(full);
      }

      return source$.pipe(takeUntil(left$)).subscribe({
        next(element) {
          batch.push(element);
          if (batch.length === count) give();
          else if (batch.length === 1 && timeMs !== undefined) {
            timer = scheduler.schedule(give, timeMs);
          }
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          if (batch.length > 0) give();
          subscriber.complete();
        },
      });
    });
}
