import { fc, test } from '@fast-check/vitest';
import {
  clamp,
  cosineDecay,
  cosineRestarts,
  cyclic,
  type DataSchedule,
  exponentialDecay,
  input,
  inverseTimeDecay,
  join,
  type Length,
  lasting,
  linear,
  listenersOf,
  offset,
  oneCycle,
  onPlateau,
  parseSchedule,
  piecewise,
  polynomial,
  product,
  type RunView,
  repeat,
  scheduleFrom,
  scheduleText,
  stepDecay,
  switchOn,
  warmUp,
} from '../../src/index.js';
import { expect } from '../matchers.js';

const value = fc.double({ min: 0, max: 10, noNaN: true });
const positive = fc.double({ min: 1e-6, max: 1, noNaN: true });
const name = fc.string({ minLength: 1 });
const length: fc.Arbitrary<Length> = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.record({ epochs: fc.double({ min: 0.01, max: 10, noNaN: true }) }),
  fc.record({ fraction: fc.double({ min: 1e-9, max: 1, noNaN: true }) }),
);

/** Random compositions, all in iterations: of those with a length, and of all. */
const { any } = fc.letrec<{ ending: DataSchedule; any: DataSchedule }>((tie) => ({
  ending: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(value, value, length).map(([a, b, n]) => linear(a, b, { length: n })),
    fc
      .tuple(value, value, length, positive)
      .map(([a, b, n, power]) => polynomial(a, b, { length: n, power })),
    fc.tuple(value, length, value).map(([a, n, last]) => cosineDecay(a, { length: n, last })),
    fc.tuple(length, value).map(([n, target]) => warmUp(n, { target })),
    fc.tuple(value, length, value).map(([a, n, first]) => oneCycle(a, { length: n, first })),
    fc.tuple(tie('any'), length).map(([schedule, n]) => lasting(schedule, n)),
    fc.tuple(tie('ending'), tie('ending')).map(([a, b]) => join(a, b)),
    fc.tuple(tie('ending'), tie('ending')).map(([a, b]) => product(a, b)),
    fc
      .tuple(tie('ending'), fc.integer({ min: 1, max: 3 }))
      .map(([a, times]) => repeat(a, { times })),
  ),
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    value.map((a) => product(a)),
    fc.tuple(value, length, positive).map(([a, every, factor]) => stepDecay(a, every, { factor })),
    fc
      .tuple(value, positive, length)
      .map(([a, factor, every]) => exponentialDecay(a, factor, { every })),
    fc.tuple(value, value, length).map(([a, rate, every]) => inverseTimeDecay(a, rate, { every })),
    fc
      .tuple(value, length, fc.integer({ min: 1, max: 3 }))
      .map(([a, n, factor]) => cosineRestarts(a, n, { factor })),
    fc.tuple(value, value, length, length).map(([a, b, up, down]) => cyclic(a, b, up, { down })),
    fc.tuple(value, length, value).map(([a, n, b]) => piecewise(a, [[n, b]])),
    tie('ending'),
    fc.tuple(tie('ending'), tie('any')).map(([a, b]) => join(a, b)),
    fc.tuple(length, tie('any')).map(([n, a]) => join(warmUp(n), a)),
    fc.tuple(tie('any'), tie('any'), tie('any')).map((factors) => product(...factors)),
    fc
      .tuple(tie('any'), value, value)
      .map(([a, b, c]) => clamp(a, { least: Math.min(b, c), most: Math.max(b, c) })),
    tie('ending').map((a) => repeat(a)),
    fc.tuple(tie('any'), length).map(([a, by]) => offset(a, by)),
    fc.tuple(name, tie('any')).map(([key, a]) => input(key, a)),
    fc.tuple(tie('any'), tie('any'), name).map(([a, b, key]) => switchOn(a, b, key)),
    fc
      .tuple(tie('any'), name, positive)
      .map(([a, metric, least]) => onPlateau(a, { metric, least })),
    fc.constant(cosineDecay(0.3)),
  ),
}));

const iterations = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 100_000];

/** Half of the inputs come at iteration 10. */
function valuesOf(schedule: DataSchedule): number[] {
  const names = listenersOf(schedule).map((listener) => listener.name);
  const heard = names.filter((_, k) => k % 2 === 0).map((key) => [key, { value: 0.5, since: 10 }]);
  const later = Object.fromEntries(heard);
  return iterations.map((iteration) => {
    const inputs: NonNullable<RunView['inputs']> = iteration < 10 ? {} : later;
    return schedule(iteration, { count: 100, batchesPerEpoch: 7, inputs });
  });
}

test.prop([any])(
  'any composition comes back from JSON with the same data and values',
  (schedule) => {
    const again = scheduleFrom(JSON.parse(JSON.stringify(schedule)));
    expect(again.toJSON()).toEqual(schedule.toJSON());
    expect(valuesOf(again)).toEqual(valuesOf(schedule));
  },
);

test.prop([any])('any composition comes back from its text with the same data', (schedule) => {
  expect(parseSchedule(scheduleText(schedule)).toJSON()).toEqual(schedule.toJSON());
});

test.prop([any])('any composition has the same listeners after JSON', (schedule) => {
  const names = (one: DataSchedule) => listenersOf(one).map((listener) => listener.name);
  expect(names(scheduleFrom(schedule.toJSON()))).toEqual(names(schedule));
});

test.prop([any])('any composition is finite and never negative', (schedule) => {
  for (const each of valuesOf(schedule)) {
    expect(each).toSatisfy((n: number) => Number.isFinite(n) && n >= 0);
  }
});

test.prop([any, value, value])(
  'clamp() keeps any composition between its bounds',
  (schedule, b, c) => {
    const [least, most] = [Math.min(b, c), Math.max(b, c)];
    for (const each of valuesOf(clamp(schedule, { least, most }))) {
      expect(each).toBeGreaterThanOrEqual(least);
      expect(each).toBeLessThanOrEqual(most);
    }
  },
);

test.prop([any, any])('product() commutes', (one, other) => {
  const both = [product(one, other), product(other, one)].map((each) =>
    iterations.map((i) => each(i, { count: 100, batchesPerEpoch: 7 })),
  );
  expect(both[0]).toEqual(both[1]);
});

test.prop([any, fc.integer({ min: 1, max: 50 })])(
  'lasting() followed by a part counts on from 0',
  (schedule, n) => {
    const joined = join(lasting(0, n), schedule);
    const run = { count: 100, batchesPerEpoch: 7 };
    const withoutShares = !JSON.stringify(schedule).includes('fraction');
    fc.pre(withoutShares);
    expect(iterations.map((i) => joined(i + n, { ...run, count: 100 + n }))).toBeAllclose(
      iterations.map((i) => schedule(i, run)),
      { relative: 1e-12, absolute: 1e-15 },
    );
  },
);
