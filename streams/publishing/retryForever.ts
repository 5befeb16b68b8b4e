import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  retry,
  type SchedulerLike,
  timer,
} from 'rxjs';

/** How long to wait before the next attempt. Times in ms. */
export interface RetryOptions {
  /** Before the second attempt, at most. Default 500. */
  readonly firstMs?: number;
  /** However many attempts there were. Default 15000. */
  readonly mostMs?: number;
  /** From 0 to below 1: the jitter. Default `Math.random`. */
  readonly random?: () => number;
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
  firstMs = 500,
  mostMs = 15_000,
  random = Math.random,
  scheduler = asyncScheduler,
}: RetryOptions = {}): MonoTypeOperatorFunction<T> {
  const waitMs = (failures: number) => {
    const whole = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
    return (whole / 2) * (1 + random());
  };
  return retry({ delay: (_error, failures) => timer(waitMs(failures), scheduler) });
}
