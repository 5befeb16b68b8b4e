import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';

/** How long slices are, and what drives them. */
export interface TimeSliceOptions {
  /** How long one slice may run before the event loop gets its turn, in ms. Default 8. */
  readonly budgetMs?: number;
  /** Milliseconds since the epoch, never going back. Default: the monotonic clock of the process. */
  readonly now?: () => number;
  /** Runs a task after pending I/O. Default `setImmediate`. */
  readonly handOver?: (task: () => void) => void;
}

/**
 * A scheduler that works in slices: tasks run one after another without pause, until another one as
 * long as the last would use up the budget; then timers, sockets and files get their turn before the
 * next slice begins.
 *
 *   tasks:       aaaa----bbbb----cc
 *   event loop:  ----i/o-----i/o---      "aaaa": as many tasks as fit into `budgetMs`
 *
 * `asapScheduler` never lets I/O in, and `asyncScheduler` spends a timer (about 1 ms) on every task;
 * training wants neither. A task that is longer than the budget is not cut: one that takes 20 ms
 * holds the event loop for 20 ms. Cut such a step between its phases, with `observeOn(slices)`.
 *
 * Timing: nothing runs inside the call to `schedule`. Tasks with a delay wait on a timer, then queue.
 * @throws {RangeError} when `budgetMs` is not a positive number
 * @example
 * lastValueFrom(iterate({ count: 3, scheduler: timeSlices({ budgetMs: 4 }) }).pipe(map(({ index }) => index))) // => 2
 */
export function timeSlices({
  budgetMs = 8,
  now = monotonicNow,
  handOver = setImmediate,
}: TimeSliceOptions = {}): SchedulerLike {
  if (!(budgetMs > 0)) {
    throw new RangeError(
      `The budget of a time slice is a positive number of ms; found ${budgetMs}`,
    );
  }
  const tasks: (() => void)[] = [];
  let handedOver = false;

  function enqueue(task: () => void): void {
    tasks.push(task);
    if (!handedOver) {
      handedOver = true;
      handOver(runSlice);
    }
  }

  function runSlice(): void {
    let before: number;
    let after = now();
    const end = after + budgetMs;
    try {
      do {
        before = after;
        tasks.shift()?.();
        after = now();
      } while (tasks.length > 0 && after + (after - before) <= end);
    } finally {
      handedOver = tasks.length > 0;
      if (handedOver) handOver(runSlice);
    }
  }

  return {
    now,
    schedule<T>(
      work: (this: SchedulerAction<T>, state?: T) => void,
      delay = 0,
      firstState?: T,
    ): Subscription {
      let state = firstState;
      const run = () => {
        if (!action.closed) work.call(action, state);
      };
      const action: SchedulerAction<T> = Object.assign(new Subscription(), {
        schedule(nextState?: T, nextDelay = 0): Subscription {
          state = nextState;
          if (nextDelay > 0) {
            const timer = setTimeout(enqueue, nextDelay, run);
            action.add(() => clearTimeout(timer));
          } else {
            enqueue(run);
          }
          return action;
        },
      });
      return action.schedule(firstState, delay);
    },
  };
}

/** The time slices that everything shares unless told otherwise: one budget for the whole process. */
export const sharedSlices: SchedulerLike = timeSlices();

/** Read once: the getter takes as long as the clock. */
const { timeOrigin } = performance;

function monotonicNow(): number {
  return timeOrigin + performance.now();
}
