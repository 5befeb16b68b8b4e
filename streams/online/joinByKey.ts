import {
  asyncScheduler,
  map,
  merge,
  Observable,
  type SchedulerLike,
  Subject,
  type Subscription,
  takeUntil,
} from 'rxjs';
import { requirePositive, requireWhole } from '../../src/schedules/requireNumber.js';

/** What is joined by its key. */
export interface Keyed {
  readonly key: string | number;
}

/** How long one side waits for the other. */
export interface JoinByKeyOptions {
  /** Both sides come less than so many milliseconds apart. */
  readonly windowMs: number;
  /** The clock. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  /** How many elements may wait, of both sides together. Default 10,000. */
  readonly most?: number;
}

/** Both sides of a key. */
export interface Joined<F, L> {
  readonly type: 'joined';
  readonly key: string | number;
  readonly features: F;
  readonly label: L;
}

/** An element that has been given up. */
export type Unmatched<F, L> = {
  readonly type: 'unmatched';
  readonly key: string | number;
  /**
   * Its window is over; it waited longest of too many; another one of its side and key is waiting; both sides
   * have ended.
   */
  readonly reason: 'expired' | 'overflow' | 'duplicate' | 'ended';
} & Arrival<F, L>;

/** An element, and the side that it is of. */
export type Arrival<F, L> =
  | { readonly side: 'features'; readonly element: F }
  | { readonly side: 'labels'; readonly element: L };

/**
 * Joins features with the labels that come for them, earlier or later.
 *
 *   features$: --a-----b-----c------------|
 *   labels$:   -----A--------C---B--------|      A, B, C: of the same keys
 *              joinByKey(features$, labels$, { windowMs: 8 })
 *   out:       -----p--------q-x-------y--|      p: {type: 'joined', key, features: a, label: A}, q: c with C,
 *                                                x, y: {type: 'unmatched', reason: 'expired', ...} of b and B
 *
 * Everything that comes goes out, once: joined, or as unmatched with the reason. A key is known while one of its
 * sides waits. What comes meanwhile of the same side and key is given back as a duplicate, and the first one goes on
 * waiting; what comes behind the join is as new. At most `most` elements wait: for one more the oldest is given up.
 * When one side has ended, what waits for it expires in its time.
 *
 * What waits is not saved: acknowledge deliveries when they have come out.
 *
 * Timing: pairs with their later side, expiry by the scheduler; ends when both sides have, and fails with either.
 * @throws {RangeError} at the call, when `windowMs` is not a positive number, or `most` not a whole number, 1 or more
 * @example
 * const features$ = of({ key: 'a', x: 1 }, { key: 'b', x: 2 });
 * const labels$ = of({ key: 'b', y: 0 });
 * lastValueFrom(joinByKey(features$, labels$, { windowMs: 1000 }).pipe(map(({ type, key }) => type + ' ' + key), toArray())) // => ['joined b', 'unmatched a']
 */
export function joinByKey<F extends Keyed, L extends Keyed>(
  features$: Observable<F>,
  labels$: Observable<L>,
  { windowMs, scheduler = asyncScheduler, most = 10_000 }: JoinByKeyOptions,
): Observable<Joined<F, L> | Unmatched<F, L>> {
  requirePositive('joinByKey', 'windowMs', windowMs);
  requireWhole('joinByKey', 'most', most, 1);
  const arrival$ = merge(
    features$.pipe(map((element): Arrival<F, L> => ({ side: 'features', element }))),
    labels$.pipe(map((element): Arrival<F, L> => ({ side: 'labels', element }))),
  );
  // A new Observable, because of its one timer: composed of operators it would have one for each that waits.
  return new Observable((subscriber) => {
    /** One side of each key, in the order in which they came, which is that in which they expire. */
    const waiting = new Map<string | number, Waiting<F, L>>();
    let timer: Subscription | undefined;
    // A source that emits inside `subscribe` can be left before there is a subscription to end.
    const left$ = new Subject<void>();
    subscriber.add(() => {
      timer?.unsubscribe();
      left$.next();
    });

    function giveUp(arrival: Arrival<F, L>, reason: Unmatched<F, L>['reason']): void {
      const { key } = arrival.element;
      subscriber.next({ type: 'unmatched', key, reason, ...arrival });
    }

    function expire(now: number): void {
      for (const [key, { arrival, until }] of waiting) {
        if (until > now) break;
        waiting.delete(key);
        giveUp(arrival, 'expired');
      }
    }

    function setTimer(): void {
      const [oldest] = waiting.values();
      if (oldest === undefined || subscriber.closed) {
        timer?.unsubscribe();
        timer = undefined;
        return;
      }
      timer ??= scheduler.schedule(
        () => {
          timer = undefined;
          expire(scheduler.now());
          setTimer();
        },
        Math.max(0, oldest.until - scheduler.now()),
      );
    }

    function wait(arrival: Arrival<F, L>): void {
      waiting.set(arrival.element.key, { arrival, until: scheduler.now() + windowMs });
      if (waiting.size <= most) return;
      const [[key, oldest]] = waiting;
      waiting.delete(key);
      giveUp(oldest.arrival, 'overflow');
    }

    function take(arrival: Arrival<F, L>): void {
      // The timer may be late, and is not to decide what is joined.
      expire(scheduler.now());
      const { key } = arrival.element;
      const other = waiting.get(key)?.arrival;
      if (other === undefined) wait(arrival);
      else {
        const pair = pairOf(other, arrival);
        if (pair === undefined) giveUp(arrival, 'duplicate');
        else {
          waiting.delete(key);
          subscriber.next({ type: 'joined', key, ...pair });
        }
      }
      setTimer();
    }

    return arrival$.pipe(takeUntil(left$)).subscribe({
      next: take,
      error: (error: unknown) => subscriber.error(error),
      complete() {
        expire(scheduler.now());
        for (const { arrival } of waiting.values()) giveUp(arrival, 'ended');
        subscriber.complete();
      },
    });
  });
}

interface Waiting<F, L> {
  readonly arrival: Arrival<F, L>;
  readonly until: number;
}

/** Both sides, in the order in which they came; undefined when they are the same. */
function pairOf<F, L>(
  a: Arrival<F, L>,
  b: Arrival<F, L>,
): Pick<Joined<F, L>, 'features' | 'label'> | undefined {
  if (a.side === 'features' && b.side === 'labels')
    return { features: a.element, label: b.element };
  if (a.side === 'labels' && b.side === 'features')
    return { features: b.element, label: a.element };
  return undefined;
}
