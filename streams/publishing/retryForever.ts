import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  retry,
  type SchedulerLike,
  timer,
} from 'rxjs';
import { type BackOffOptions, backOffMs } from '../backOff.js';

/** How long to wait before the next attempt, and by which clock. */
export interface RetryOptions extends BackOffOptions {
  readonly scheduler?: SchedulerLike;
}

/**
 * Subscribes again when the source fails, until it does not: after a wait that doubles each time, of which a random
 * half to whole is taken, so that those that were cut off together do not come back together.
 *
 *   in:   #   #     --a|         each time that it is subscribed to
 *         retryForever()
 *   out:  ----------------a|     after up to 0.5 s, up to 1 s
 *
 * Timing: synchronous but for the waits; completes with the source, never fails.
 * @example
 * let attempts = 0;
 * const unsure$ = defer(() => (++attempts < 3 ? throwError(() => 'away') : of(attempts)));
 * lastValueFrom(unsure$.pipe(retryForever({ firstMs: 1 }))) // => 3
 */
export function retryForever<T>({
  scheduler = asyncScheduler,
  ...backOff
}: RetryOptions = {}): MonoTypeOperatorFunction<T> {
  return retry({ delay: (_error, failures) => timer(backOffMs(failures, backOff), scheduler) });
}
