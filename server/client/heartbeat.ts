import {
  asyncScheduler,
  concat,
  endWith,
  ignoreElements,
  last,
  type MonoTypeOperatorFunction,
  merge,
  type SchedulerLike,
  share,
  startWith,
  switchMap,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';

/** When to ask whether the other side is there, and how long to wait for a sign of life. Times in ms. */
export interface HeartbeatOptions {
  /** Without a message before one is asked for. */
  readonly quietMs: number;
  /** For a message, then. */
  readonly answerMs: number;
  readonly ping: () => void;
  readonly scheduler?: SchedulerLike;
}

/** No message came, though one was asked for. */
export class SilenceError extends Error {
  override readonly name = 'SilenceError';
}

/**
 * Fails when the other side is silent.
 *
 *   in:   m--m-----------------m---------------------------
 *         heartbeat({ quietMs: 10, answerMs: 5, ping })
 *   out:  m--m-----------------m--------------#             pings 10 after each m, fails 5 later
 *
 * Any message is a sign of life.
 *
 * Timing: synchronous; ends and fails with the source, or fails with a SilenceError.
 */
export function heartbeat<Message>({
  quietMs,
  answerMs,
  ping,
  scheduler = asyncScheduler,
}: HeartbeatOptions): MonoTypeOperatorFunction<Message> {
  const silence$ = concat(
    timer(quietMs, scheduler).pipe(tap(ping), ignoreElements()),
    timer(answerMs, scheduler).pipe(ignoreElements()),
    throwError(() => new SilenceError('the server does not answer')),
  );
  return (message$) => {
    const shared$ = message$.pipe(share());
    const ended$ = shared$.pipe(ignoreElements(), endWith(null), last());
    return merge(
      shared$.pipe(
        startWith(null),
        switchMap(() => silence$),
        takeUntil(ended$),
      ),
      shared$,
    );
  };
}
