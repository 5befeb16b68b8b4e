import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';
import { sharedSlices } from '../streams/index.js';

/** A scheduler that holds a stream still between blocks. */
export interface BlockScheduler extends SchedulerLike {
  /**
   * Lets that many tasks through, each by the time slices of the process.
   *
   * @returns milliseconds from here to the moment when the stream asks for the task after the last
   */
  runBlock(tasks: number): Promise<number>;
}

/**
 * The time slices of the process with a gate in front, so that one long run advances block by block,
 * and something else is measured between the blocks.
 *
 * A block is a whole number of periods of the stream, from draw to draw: what the stream spends on
 * pacing, on handing over to the event loop and on coming back is inside. The gate itself costs a
 * comparison and a decrement a task.
 */
export function blockScheduler(slices: SchedulerLike = sharedSlices): BlockScheduler {
  let left = 0;
  let held: (() => void) | undefined;
  let blockEnds: (() => void) | undefined;

  function pass(task: () => void): void {
    if (left > 0) {
      left--;
      task();
    } else {
      held = task;
      blockEnds?.();
    }
  }

  return {
    now: () => slices.now(),
    schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, firstState?: T) {
      let repeat: (() => void) | undefined;
      let state = firstState;
      // The action that works is this one, so that what it schedules again comes to the gate too.
      const again = () => {
        if (action.closed) return;
        if (repeat !== undefined) repeat();
        else {
          action.add(
            slices.schedule<T>(
              function (this: SchedulerAction<T>) {
                repeat ??= () => this.schedule(state, delay);
                work.call(action, state);
              },
              delay,
              state,
            ),
          );
        }
      };
      const action: SchedulerAction<T> = Object.assign(new Subscription(), {
        schedule(nextState?: T) {
          state = nextState;
          pass(again);
          return action;
        },
      });
      return action.schedule(firstState);
    },
    runBlock(tasks) {
      const task = held;
      if (!task) throw new Error('Cannot run a block: no stream waits at the gate');
      held = undefined;
      return new Promise((resolve) => {
        const start = performance.now();
        blockEnds = () => resolve(performance.now() - start);
        left = tasks - 1;
        task();
      });
    },
  };
}
