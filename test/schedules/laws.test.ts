import { describe, test } from 'vitest';
import {
  type DataSchedule,
  join,
  lasting,
  listenersOf,
  parseSchedule,
  type RunView,
  scheduleFrom,
  scheduleText,
} from '../../src/index.js';
import { kinds } from '../../src/schedules/kinds.js';
import { expect } from '../matchers.js';
import { COUNT, rows, viewAt } from './rows.js';

const iterations = Array.from({ length: COUNT + 20 }, (_, i) => i);

function valuesOf(schedule: DataSchedule, order: readonly number[] = iterations): number[] {
  return order.map((i) => schedule(i, viewAt(i)));
}

/** The same run with 10 iterations before it, 5 seconds long. */
function laterView(iteration: number): RunView {
  const { inputs = {}, count = 0, seconds = 0, ...view } = viewAt(iteration);
  const later = Object.entries(inputs).map(([name, { value, since }]) => [
    name,
    { value, since: since + 10 },
  ]);
  return { ...view, inputs: Object.fromEntries(later), count: count + 10, seconds: seconds + 5 };
}

describe.each(rows)('$text', ({ schedule, text, values, listensTo = [] }) => {
  test.each(values)('at iteration %d is %d', (iteration, value) => {
    expect(schedule(iteration, viewAt(iteration))).toBeAllclose(value, { absolute: 1e-17 });
  });

  test('is finite and never negative', () => {
    for (const value of [...valuesOf(schedule), schedule(1e9, viewAt(1e9))]) {
      expect(value).toSatisfy((n: number) => Number.isFinite(n) && n >= 0);
    }
  });

  test('begun in the middle gives the values of the whole', () => {
    const again = scheduleFrom(schedule.toJSON());
    expect(valuesOf(again, iterations.slice(30))).toEqual(valuesOf(schedule).slice(30));
  });

  test('remembers nothing: asked backwards, and by two at once, it gives the same', () => {
    const whole = valuesOf(schedule);
    expect(valuesOf(schedule, iterations.toReversed())).toEqual(whole.toReversed());
    const others = iterations.map((i) => [schedule(i, viewAt(i)), schedule(99 - i, viewAt(i))][0]);
    expect(others).toEqual(whole);
  });

  test('comes back from JSON with the same data and values', () => {
    const again = scheduleFrom(JSON.parse(JSON.stringify(schedule)));
    expect(again.toJSON()).toEqual(schedule.toJSON());
    expect(valuesOf(again)).toEqual(valuesOf(schedule));
  });

  test('comes back from its text with the same data and values', () => {
    expect(scheduleText(schedule)).toBe(text);
    expect(parseSchedule(text).toJSON()).toEqual(schedule.toJSON());
    expect(valuesOf(parseSchedule(text))).toEqual(valuesOf(schedule));
  });

  test('is read from its JSON by parseSchedule() too', () => {
    const json = JSON.stringify(schedule);
    expect(parseSchedule(json).toJSON()).toEqual(schedule.toJSON());
  });

  test(`listens to ${listensTo.join(', ') || 'nothing'}`, () => {
    const sources = listenersOf(schedule).map((heard) =>
      heard.kind === 'input' ? heard.name : heard.metric,
    );
    expect(sources).toEqual(listensTo);
  });

  test('has its listeners after JSON too', () => {
    const names = (one: DataSchedule) => listenersOf(one).map(({ name }) => name);
    expect(names(scheduleFrom(schedule.toJSON()))).toEqual(names(schedule));
  });
});

const shiftable = rows.filter(({ countsFromStart = false }) => !countsFromStart);

describe.each(shiftable)('$text', ({ schedule, clock }) => {
  test('counts from its own 0 as the second part of a join', () => {
    const joined = join(lasting(0.5, clock === 'seconds' ? { seconds: 5 } : 10), schedule);
    const later = iterations.map((i) => joined(i + 10, laterView(i)));
    expect(later).toBeAllclose(valuesOf(schedule), { relative: 1e-12, absolute: 1e-15 });
  });
});

test('every kind of schedule has a row', () => {
  const data = rows.map(({ schedule }) => JSON.stringify(schedule)).join();
  for (const kind of kinds.keys()) expect(data).toContain(`"kind":"${kind}"`);
});
