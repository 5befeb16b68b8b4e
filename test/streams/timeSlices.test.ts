import { sharedSlices, timeSlices } from 'gradstream/streams';
import type { SchedulerAction } from 'rxjs';
import { afterEach, describe, expect, test, vi } from 'vitest';

/** An event loop by hand: a clock that work moves, and slices that run when told. */
function eventLoopByHand() {
  let time = 1000;
  const waiting: (() => void)[] = [];
  return {
    now: () => time,
    handOver: (slice: () => void) => void waiting.push(slice),
    /** How many slices wait for their turn. */
    waiting: () => waiting.length,
    /** Gives the next slice its turn. */
    turn: () => waiting.shift()?.(),
    work: (ms: number) => {
      time += ms;
    },
  };
}

/** Tasks that last `ms` each and write their number down. */
function logged(loop: ReturnType<typeof eventLoopByHand>, ms: number) {
  const log: number[] = [];
  return {
    log,
    task: (i: number) => () => {
      log.push(i);
      loop.work(ms);
    },
  };
}

describe('timeSlices() cuts a slice before a task as long as the last would pass its end', () => {
  test.each([
    { ms: 3, budgetMs: 8, inFirstSlice: 2 },
    { ms: 4, budgetMs: 8, inFirstSlice: 2 },
    { ms: 7.9, budgetMs: 8, inFirstSlice: 1 },
    { ms: 8, budgetMs: 8, inFirstSlice: 1 },
    { ms: 20, budgetMs: 8, inFirstSlice: 1 },
    { ms: 0.5, budgetMs: 2, inFirstSlice: 4 },
  ])('$budgetMs ms hold $inFirstSlice tasks of $ms ms', ({ ms, budgetMs, inFirstSlice }) => {
    const loop = eventLoopByHand();
    const slices = timeSlices({ ...loop, budgetMs });
    const { log, task } = logged(loop, ms);
    for (let i = 0; i < 10; i++) slices.schedule(task(i));
    loop.turn();
    expect(log).toHaveLength(inFirstSlice);
  });

  test('of 8 ms by default', () => {
    const loop = eventLoopByHand();
    const slices = timeSlices(loop);
    const { log, task } = logged(loop, 1);
    for (let i = 0; i < 20; i++) slices.schedule(task(i));
    loop.turn();
    expect(log).toHaveLength(8);
  });

  test('and counts the budget of each slice from its own beginning', () => {
    const loop = eventLoopByHand();
    const slices = timeSlices(loop);
    const { log, task } = logged(loop, 3);
    for (let i = 0; i < 10; i++) slices.schedule(task(i));
    loop.turn();
    loop.work(100);
    loop.turn();
    expect(log).toEqual([0, 1, 2, 3]);
  });

  test('and always runs one task, however long the last was', () => {
    const loop = eventLoopByHand();
    const slices = timeSlices(loop);
    const { log, task } = logged(loop, 50);
    for (let i = 0; i < 3; i++) slices.schedule(task(i));
    loop.turn();
    loop.turn();
    expect(log).toEqual([0, 1]);
  });
});

test('timeSlices() runs nothing inside schedule()', () => {
  const loop = eventLoopByHand();
  const { log, task } = logged(loop, 0);
  timeSlices(loop).schedule(task(0));
  expect(log).toEqual([]);
});

test('timeSlices() runs tasks in the order in which they were scheduled', () => {
  const loop = eventLoopByHand();
  const slices = timeSlices(loop);
  const { log, task } = logged(loop, 5);
  for (let i = 0; i < 4; i++) slices.schedule(task(i));
  while (loop.waiting() > 0) loop.turn();
  expect(log).toEqual([0, 1, 2, 3]);
});

test('timeSlices() runs a task that a task schedules in the same slice while budget is left', () => {
  const loop = eventLoopByHand();
  const slices = timeSlices(loop);
  const { log, task } = logged(loop, 3);
  slices.schedule(() => {
    task(0)();
    slices.schedule(task(1));
  });
  loop.turn();
  expect(log).toEqual([0, 1]);
});

test('timeSlices() hands over once for many tasks', () => {
  const loop = eventLoopByHand();
  const slices = timeSlices(loop);
  for (let i = 0; i < 3; i++) slices.schedule(() => {});
  expect(loop.waiting()).toBe(1);
});

test('timeSlices() asks for no turn when nothing is left to do', () => {
  const loop = eventLoopByHand();
  timeSlices(loop).schedule(() => {});
  loop.turn();
  expect(loop.waiting()).toBe(0);
});

test('timeSlices() hands over again after it was idle', () => {
  const loop = eventLoopByHand();
  const slices = timeSlices(loop);
  const { log, task } = logged(loop, 0);
  slices.schedule(task(0));
  loop.turn();
  slices.schedule(task(1));
  loop.turn();
  expect(log).toEqual([0, 1]);
});

test('timeSlices() does not run a task that was unsubscribed before its turn', () => {
  const loop = eventLoopByHand();
  const slices = timeSlices(loop);
  const { log, task } = logged(loop, 0);
  slices.schedule(task(0)).unsubscribe();
  slices.schedule(task(1));
  loop.turn();
  expect(log).toEqual([1]);
});

test('timeSlices() passes the state on to each run of a task that schedules itself again', () => {
  const loop = eventLoopByHand();
  const seen: number[] = [];
  timeSlices(loop).schedule<number>(
    function countdown(this: SchedulerAction<number>, state) {
      seen.push(state);
      if (state > 0) this.schedule(state - 1);
    },
    0,
    2,
  );
  loop.turn();
  expect(seen).toEqual([2, 1, 0]);
});

test('timeSlices() goes on with the other tasks in a new slice when one throws', () => {
  const loop = eventLoopByHand();
  const slices = timeSlices(loop);
  const { log, task } = logged(loop, 0);
  slices.schedule(() => {
    throw new Error('the task failed');
  });
  slices.schedule(task(1));
  expect(loop.turn).toThrow('the task failed');
  loop.turn();
  expect(log).toEqual([1]);
});

test('timeSlices() tells the time of its clock', () => {
  const loop = eventLoopByHand();
  loop.work(234);
  expect(timeSlices(loop).now()).toBe(1234);
});

test('timeSlices() counts milliseconds since the epoch by default', () => {
  const dayMs = 24 * 3600 * 1000;
  expect(Math.abs(sharedSlices.now() - Date.now())).toBeLessThan(dayMs);
});

test.each([0, -1, NaN])('timeSlices() refuses a budget of %d ms', (budgetMs) => {
  expect(() => timeSlices({ budgetMs })).toThrow(
    new RangeError(`The budget of a time slice is a positive number of ms; found ${budgetMs}`),
  );
});

describe('timeSlices() with a delay', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('queues the task when the delay is over', () => {
    vi.useFakeTimers();
    const loop = eventLoopByHand();
    const { log, task } = logged(loop, 0);
    timeSlices(loop).schedule(task(0), 50);
    vi.advanceTimersByTime(49);
    expect(loop.waiting()).toBe(0);
    vi.advanceTimersByTime(1);
    loop.turn();
    expect(log).toEqual([0]);
  });

  test('takes the timer back when unsubscribed', () => {
    vi.useFakeTimers();
    timeSlices(eventLoopByHand())
      .schedule(() => {}, 50)
      .unsubscribe();
    expect(vi.getTimerCount()).toBe(0);
  });
});
