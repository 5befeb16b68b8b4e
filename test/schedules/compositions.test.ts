import { describe, test } from 'vitest';
import {
  clamp,
  cosineDecay,
  type DataSchedule,
  input,
  join,
  lasting,
  linear,
  listenersOf,
  offset,
  onPlateau,
  overriddenBy,
  product,
  repeat,
  type Schedule,
  scale,
  switchOn,
  warmUp,
} from '../../src/index.js';
import { expect } from '../matchers.js';

const values = (schedule: Schedule, n: number, count = Infinity) =>
  Array.from({ length: n }, (_, i) => schedule(i, { count }));

describe('join()', () => {
  test('lets a warm-up rise to the first value of what follows, whatever that is', () => {
    const schedule = join(warmUp(4), (iteration) => 0.8 / (1 + iteration));
    expect(values(schedule, 6)).toBeAllclose([0.2, 0.4, 0.6, 0.8, 0.8, 0.4]);
  });

  test('lets a warm-up rise to what a slider says now', () => {
    const schedule = join(warmUp(4), input('rate', 0.4));
    const inputs = { rate: { value: 0.8, since: 1 } };
    expect([schedule(0), schedule(1, { inputs }), schedule(5, { inputs })]).toBeAllclose([
      0.1, 0.4, 0.8,
    ]);
  });

  test('takes a warm-up in the middle', () => {
    const schedule = join(lasting(0.1, 2), warmUp(2), 0.4);
    expect(values(schedule, 5)).toEqual([0.1, 0.1, 0.2, 0.4, 0.4]);
  });

  test('gives the last part the rest of the run', () => {
    const schedule = join(lasting(1, 4), linear(1, 0));
    expect(values(schedule, 9, 8)).toEqual([1, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0]);
  });

  test('counts epochs with the batches of the run, and fractions with its count', () => {
    const schedule = join(lasting(1, { epochs: 2 }), lasting(2, { fraction: 0.5 }), 3);
    const at = (i: number) => schedule(i, { count: 20, batchesPerEpoch: 3 });
    expect([0, 5, 6, 15, 16].map(at)).toEqual([1, 1, 2, 2, 3]);
  });

  test('rounds epochs and fractions to whole iterations, 1 at least', () => {
    const schedule = join(lasting(1, { fraction: 0.01 }), lasting(2, { epochs: 0.5 }), 3);
    const at = (i: number) => schedule(i, { count: 10, batchesPerEpoch: 5 });
    expect([0, 1, 3, 4].map(at)).toEqual([1, 2, 2, 3]);
  });

  test('changes over by the seconds of the run', () => {
    const schedule = join(lasting(1, { seconds: 2 }), 3);
    expect([1.9, 2].map((seconds) => schedule(1000, { seconds }))).toEqual([1, 3]);
  });

  test('of one part is that part', () => {
    expect(join(cosineDecay(1)).toJSON()).toEqual(cosineDecay(1).toJSON());
  });

  test('has a length when its last part has one', () => {
    const schedule = repeat(join(lasting(1, 2), lasting(2, 1)));
    expect(values(schedule, 6)).toEqual([1, 1, 2, 1, 1, 2]);
  });
});

describe('the length', () => {
  test.each<[string, DataSchedule, number]>([
    ['scale()', scale(linear(0, 1, { length: 4 }), 2), 4],
    ['clamp()', clamp(linear(0, 1, { length: 4 })), 4],
    ['input()', input('rate', linear(0, 1, { length: 4 })), 4],
    ['onPlateau()', onPlateau(linear(0, 1, { length: 4 }), { metric: 'cost' }), 4],
    ['offset()', offset(linear(0, 1, { length: 4 }), 1), 3],
    ['repeat()', repeat(linear(0, 1, { length: 4 }), { times: 3 }), 12],
    ['product()', product(linear(0, 1, { length: 4 }), lasting(1, 6)), 6],
  ])('is kept by %s', (_call, schedule, length) => {
    const joined = join(schedule, 9);
    expect([joined(length - 1) < 9, joined(length)]).toEqual([true, 9]);
  });

  test('of an offset that has passed all of it is nothing', () => {
    expect(join(offset(lasting(1, 4), 5), 9)(0)).toBe(9);
  });
});

describe('the rest of the run', () => {
  test('ends with the part that lasting() gives a length', () => {
    const schedule = join(lasting(product(linear(1, 0), 1), 4), 9);
    expect(values(schedule, 5)).toEqual([1, 0.75, 0.5, 0.25, 9]);
  });

  test('has to be known: without a count it is refused', () => {
    const schedule = join(lasting(1, 100), cosineDecay(1));
    expect(() => schedule(0)).toThrow(RangeError);
    expect(() => schedule(0, { count: Infinity })).toThrow('the run has no end; say its count');
  });

  test('needs no count where a length was given', () => {
    expect(lasting(linear(1, 0), 4)(2)).toBe(0.5);
  });
});

test('a fraction of an endless run is refused, in a part with a length too', () => {
  const schedule = lasting(linear(1, 0, { length: { fraction: 0.5 } }), 10);
  expect(() => schedule(0)).toThrow(RangeError);
});

describe('switchOn()', () => {
  const schedule = switchOn(0.5, linear(1, 0, { length: 4 }), 'go');
  const view = (since: number) => ({ inputs: { go: { value: 7, since } } });

  test('begins anew with another input', () => {
    expect([schedule(6, view(5)), schedule(6, view(6))]).toEqual([0.75, 1]);
  });

  test('counts from the start of its part where the input was there before', () => {
    expect(join(lasting(9, 10), schedule)(11, view(3))).toBe(0.75);
  });
});

describe('a function of ones own', () => {
  const own: Schedule = (iteration) => iteration;

  test('is an operand', () => {
    expect(values(clamp(scale(own, 2), { most: 5 }), 4)).toEqual([0, 2, 4, 5]);
  });

  test('counts from its own 0, and sees the run as it is', () => {
    const schedule = join(lasting(0, 2), (iteration, run) => iteration + (run?.count ?? 0));
    expect(values(schedule, 4, 10)).toEqual([0, 0, 10, 11]);
  });

  test('cannot be written down', () => {
    expect(() => JSON.stringify(scale(own, 2))).toThrow(TypeError);
    expect(() => JSON.stringify(scale(own, 2))).toThrow('a function of your own');
  });

  test('listens to nothing', () => {
    expect(listenersOf(own)).toEqual([]);
  });
});

test('a schedule is told by its seconds and its inputs alone where nothing else is known', () => {
  expect(input('rate', linear(1, 0, { length: { seconds: 4 } }))(100)).toBe(1);
});

test('input() takes only what the inputs own', () => {
  expect(input('constructor', 0.5)(0, { inputs: {} })).toBe(0.5);
});

describe('what operands listen to is passed on by', () => {
  const one = overriddenBy(linear(1, 0, { length: 10 }), 'one');
  const two = onPlateau(lasting(1, 10), { metric: 'cost' });

  test.each<[string, DataSchedule]>([
    ['join()', join(one, two)],
    ['join() with a warm-up', join(warmUp(3), one, two)],
    ['product()', product(one, two)],
    ['lasting()', lasting(product(one, two), 4)],
    ['scale()', scale(join(one, two), 0.5)],
    ['clamp()', clamp(join(one, two), { least: 0.1 })],
    ['repeat()', repeat(join(one, two))],
    ['offset()', offset(join(one, two), 5)],
    ['input()', input('one', two)],
    ['switchOn()', switchOn(two, one, 'one')],
    ['onPlateau()', onPlateau(one, { metric: 'cost' })],
  ])('%s, each once', (_call, schedule) => {
    const names = listenersOf(schedule).map(({ name }) => name);
    expect(names.toSorted()).toEqual([
      'one',
      'plateau {"metric":"cost","mode":"min","factor":0.1,"patience":10,"minDelta":0.0001,"cooldown":0}',
    ]);
  });
});

test('an offset schedule is that schedule further on, its inputs too', () => {
  const schedule = offset(cosineDecay(0.4, { length: 4, last: 0.2 }), 2);
  expect(values(schedule, 3)).toBeAllclose([0.3, 0.2 + 0.2 * Math.sin(Math.PI / 8) ** 2, 0.2]);
});
