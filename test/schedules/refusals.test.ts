import { describe, expect, test } from 'vitest';
import {
  clamp,
  constant,
  cosineDecay,
  cosineRestarts,
  cyclic,
  exponentialDecay,
  firstPlateau,
  input,
  inverseTimeDecay,
  join,
  type Length,
  lasting,
  linear,
  nextPlateau,
  offset,
  oneCycle,
  onPlateau,
  piecewise,
  polynomial,
  product,
  repeat,
  scale,
  simulate,
  stepDecay,
  switchOn,
  warmUp,
} from '../../src/index.js';

const { NaN: nan } = Number;

/** Calls with one number left open, which has to be a value: finite, 0 or more. */
const valueCalls: readonly (readonly [string, (value: number) => unknown])[] = [
  ['constant(v)', constant],
  ['linear(v, 1)', (v) => linear(v, 1)],
  ['linear(1, v)', (v) => linear(1, v)],
  ['polynomial(v, 1)', (v) => polynomial(v, 1)],
  ['polynomial(1, v)', (v) => polynomial(1, v)],
  ['stepDecay(v, 1)', (v) => stepDecay(v, 1)],
  ['exponentialDecay(v, 1)', (v) => exponentialDecay(v, 1)],
  ['inverseTimeDecay(v, 1)', (v) => inverseTimeDecay(v, 1)],
  ['inverseTimeDecay(1, v)', (v) => inverseTimeDecay(1, v)],
  ['cosineDecay(v)', (v) => cosineDecay(v)],
  ['cosineDecay(1, { last: v })', (v) => cosineDecay(1, { last: v })],
  ['cosineRestarts(v, 1)', (v) => cosineRestarts(v, 1)],
  ['cosineRestarts(1, 1, { last: v })', (v) => cosineRestarts(1, 1, { last: v })],
  ['warmUp(1, { target: v })', (v) => warmUp(1, { target: v })],
  ['oneCycle(v)', (v) => oneCycle(v)],
  ['oneCycle(1, { first: v })', (v) => oneCycle(1, { first: v })],
  ['oneCycle(1, { last: v })', (v) => oneCycle(1, { last: v })],
  ['cyclic(v, 1, 1)', (v) => cyclic(v, 1, 1)],
  ['cyclic(1, v, 1)', (v) => cyclic(1, v, 1)],
  ['piecewise(v, [[1, 1]])', (v) => piecewise(v, [[1, 1]])],
  ['piecewise(1, [[1, v]])', (v) => piecewise(1, [[1, v]])],
  ['join(v)', (v) => join(v)],
  ['lasting(v, 1)', (v) => lasting(v, 1)],
  ['product(1, v)', (v) => product(1, v)],
  ['scale(1, v)', (v) => scale(1, v)],
  ['clamp(v)', (v) => clamp(v)],
  ['clamp(1, { least: v })', (v) => clamp(1, { least: v })],
  ['clamp(1, { most: v })', (v) => clamp(1, { most: v })],
  ['offset(v, 1)', (v) => offset(v, 1)],
  ['input(name, v)', (v) => input('name', v)],
  ['switchOn(v, 1, name)', (v) => switchOn(v, 1, 'name')],
  ['switchOn(1, v, name)', (v) => switchOn(1, v, 'name')],
  ['onPlateau(v)', (v) => onPlateau(v, { metric: 'cost' })],
  ['onPlateau(1, { least: v })', (v) => onPlateau(1, { metric: 'cost', least: v })],
  ['onPlateau(1, { minDelta: v })', (v) => onPlateau(1, { metric: 'cost', minDelta: v })],
];

describe.each(valueCalls)('%s', (_call, make) => {
  test.each([-1, nan, Infinity, -Infinity])('refuses %d', (value) => {
    expect(() => make(value)).toThrow(RangeError);
    expect(() => make(value)).toThrow(`a finite number, 0 or more; found ${value}`);
  });

  test('takes 0', () => {
    expect(() => make(0)).not.toThrow();
  });
});

const positiveCalls: readonly (readonly [string, (value: number) => unknown])[] = [
  ['polynomial(1, 0, { power: v })', (v) => polynomial(1, 0, { power: v })],
  ['stepDecay(1, 1, { factor: v })', (v) => stepDecay(1, 1, { factor: v })],
  ['exponentialDecay(1, v)', (v) => exponentialDecay(1, v)],
  ['cyclic(0, 1, 1, { cycleFactor: v })', (v) => cyclic(0, 1, 1, { cycleFactor: v })],
  ['cyclic(0, 1, 1, { factor: v })', (v) => cyclic(0, 1, 1, { factor: v })],
  ['a length of v epochs', (v) => linear(1, 0, { length: { epochs: v } })],
  ['a length of v seconds', (v) => linear(1, 0, { length: { seconds: v } })],
];

describe.each(positiveCalls)('%s', (_call, make) => {
  test.each([0, -1, nan, Infinity])('refuses %d', (value) => {
    expect(() => make(value)).toThrow(RangeError);
    expect(() => make(value)).toThrow(`a positive finite number; found ${value}`);
  });
});

const lengthCalls: readonly (readonly [string, (length: Length) => unknown])[] = [
  ['linear(1, 0, { length })', (length) => linear(1, 0, { length })],
  ['polynomial(1, 0, { length })', (length) => polynomial(1, 0, { length })],
  ['cosineDecay(1, { length })', (length) => cosineDecay(1, { length })],
  ['oneCycle(1, { length })', (length) => oneCycle(1, { length })],
  ['cosineRestarts(1, length)', (length) => cosineRestarts(1, length)],
  ['stepDecay(1, length)', (length) => stepDecay(1, length)],
  ['exponentialDecay(1, 0.5, { every })', (every) => exponentialDecay(1, 0.5, { every })],
  ['inverseTimeDecay(1, 1, { every })', (every) => inverseTimeDecay(1, 1, { every })],
  ['warmUp(length)', (length) => warmUp(length)],
  ['warmUp(length, { target: 1 })', (length) => warmUp(length, { target: 1 })],
  ['cyclic(0, 1, length)', (length) => cyclic(0, 1, length)],
  ['cyclic(0, 1, 1, { down })', (down) => cyclic(0, 1, 1, { down })],
  ['piecewise(1, [[length, 1]])', (length) => piecewise(1, [[length, 1]])],
  ['lasting(1, length)', (length) => lasting(1, length)],
  ['offset(1, length)', (length) => offset(1, length)],
];

describe.each(lengthCalls)('%s', (_call, make) => {
  test.each([0, -1, 1.5, nan, Infinity])('refuses %d iterations', (length) => {
    expect(() => make(length)).toThrow(RangeError);
    expect(() => make({ iterations: length })).toThrow(`1 or more; found ${length}`);
  });

  test.each([0, -0.1, 1.1, nan])('refuses a fraction of %d', (fraction) => {
    expect(() => make({ fraction })).toThrow(RangeError);
    expect(() => make({ fraction })).toThrow(`above 0, at most 1; found ${fraction}`);
  });
});

test.each([0, 0.5, -1, nan, Infinity])('cosineRestarts() refuses the factor %d', (factor) => {
  expect(() => cosineRestarts(1, 1, { factor })).toThrow(
    `cosineRestarts() takes as factor a whole number, 1 or more; found ${factor}`,
  );
});

test.each([0, 1, -1, nan])('oneCycle() refuses a rise of %d', (rise) => {
  expect(() => oneCycle(1, { rise })).toThrow(RangeError);
});

test.each([0, 1.5, nan])('repeat() refuses %d times', (times) => {
  expect(() => repeat(lasting(1, 1), { times })).toThrow(RangeError);
});

test.each([{ factor: 0 }, { factor: 1 }, { patience: -1 }, { patience: 0.5 }, { cooldown: -1 }])(
  'onPlateau() and nextPlateau() refuse %j',
  (options) => {
    expect(() => onPlateau(1, { metric: 'cost', ...options })).toThrow(RangeError);
    expect(() => nextPlateau(firstPlateau, 1, options)).toThrow(RangeError);
  },
);

test.each([
  ['input', () => input('', 1)],
  ['switchOn', () => switchOn(1, 1, '')],
  ['onPlateau', () => onPlateau(1, { metric: '' })],
])('%s() refuses a name without a letter', (call, make) => {
  expect(make).toThrow(`${call}() takes a name of 1 letter or more; found none`);
});

test('clamp() refuses bounds the wrong way round', () => {
  expect(() => clamp(1, { least: 2, most: 1 })).toThrow(
    'clamp() takes as most at least 2, its least; found 1',
  );
});

test('piecewise() refuses milestones out of order', () => {
  const changes = [[{ epochs: 3 }, 1] as const, [{ epochs: 2 }, 1] as const];
  expect(() => piecewise(1, changes)).toThrow(
    'piecewise() takes milestones in order; found {"epochs":2} after {"epochs":3}',
  );
});

test('piecewise() refuses no change at all', () => {
  expect(() => piecewise(1, [])).toThrow('piecewise() takes 1 change or more; found none');
});

test.each([
  ['join', () => join()],
  ['product', () => product()],
])('%s() refuses nothing', (call, make) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(`${call}() takes 1`);
});

describe('lengths in iterations and in seconds are not mixed', () => {
  const seconds = linear(1, 0, { length: { seconds: 1 } });

  test.each([
    ['join', () => join(seconds, stepDecay(1, 10))],
    ['join', () => join(lasting(1, 10), seconds)],
    ['join', () => join(seconds, (i: number) => i)],
    ['lasting', () => lasting(seconds, 10)],
    ['offset', () => offset(seconds, 10)],
    ['repeat', () => repeat(product(seconds, stepDecay(1, 10)))],
    ['cyclic', () => cyclic(0, 1, 1, { down: { seconds: 1 } })],
    [
      'piecewise',
      () =>
        piecewise(0, [
          [1, 1],
          [{ seconds: 1 }, 2],
        ]),
    ],
  ])('in %s()', (call, make) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(`${call}() counts either iterations, epochs and fractions, or seconds`);
  });

  test('in switchOn(), whose second schedule begins at an iteration', () => {
    expect(() => switchOn(1, seconds, 'go')).toThrow(RangeError);
  });

  test('but may be multiplied', () => {
    const both = product(seconds, linear(1, 0, { length: 4 }));
    expect(both(2, { seconds: 0.5 })).toBe(0.25);
  });
});

test.each([
  [
    'something after what takes the rest',
    () => join(cosineDecay(1), 1),
    'after part 1, which never ends',
  ],
  [
    'something after what never ends',
    () => join(lasting(1, 1), 1, 1),
    'after part 2, which never ends',
  ],
  ['a warm-up at the end', () => join(1, warmUp(1)), 'a warm-up that nothing follows'],
  ['two warm-ups in a row', () => join(warmUp(1), warmUp(1), 1), 'a warm-up that nothing follows'],
])('join() refuses %s', (_what, make, message) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(message);
});

test('repeat() refuses what never ends', () => {
  expect(() => repeat(1)).toThrow('repeat() has a schedule that never ends');
  expect(() => repeat(cosineDecay(1))).toThrow('repeat() has a schedule that never ends');
});

test('a combinator refuses what is no schedule', () => {
  // @ts-expect-error: a warm-up without a target is no schedule
  expect(() => scale(warmUp(1), 1)).toThrow(TypeError);
  // @ts-expect-error: nor is a text
  expect(() => scale('1', 1)).toThrow('product() takes a number or a schedule; found "1"');
});

test('join() refuses data that are no schedule yet', () => {
  const data = { kind: 'warmUp', length: 1, target: 1 } as const;
  expect(() => join(data, 1)).toThrow(
    'join() takes a number or a schedule; found {"kind":"warmUp"',
  );
});

test('a length of an unknown unit is refused', () => {
  // @ts-expect-error: there are no minutes
  expect(() => lasting(1, { minutes: 1 })).toThrow(TypeError);
});

test.each([-1, 1.5, nan])('simulate() refuses %d iterations', (n) => {
  expect(() => simulate(1, n)).toThrow(RangeError);
});

test('simulate() refuses a script for what the schedule does not listen to', () => {
  expect(() => simulate(input('rate', 1), 1, { script: [[0, 'slider', 1]] })).toThrow(
    'Cannot simulate "slider": the schedule listens to rate',
  );
});
