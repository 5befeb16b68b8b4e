import { expect, test } from 'vitest';
import {
  input,
  join,
  lasting,
  linear,
  onPlateau,
  product,
  type Schedule,
  simulate,
  switchOn,
} from '../../src/index.js';

test('simulate() gives the first n values', () => {
  expect(simulate(linear(1, 0, { length: 4 }), 6)).toEqual(
    Float64Array.of(1, 0.75, 0.5, 0.25, 0, 0),
  );
});

test('simulate() takes a number, and no iteration at all', () => {
  expect([simulate(0.5, 2), simulate(0.5, 0)]).toEqual([
    Float64Array.of(0.5, 0.5),
    new Float64Array(),
  ]);
});

test('simulate() takes the run for as long as it simulates, unless told otherwise', () => {
  expect(simulate(linear(1, 0), 2)).toEqual(Float64Array.of(1, 0.5));
  expect(simulate(linear(1, 0), 2, { count: 4 })).toEqual(Float64Array.of(1, 0.75));
});

test('simulate() counts epochs and seconds as told', () => {
  const epochs = join(lasting(1, { epochs: 1 }), 2);
  const seconds = join(lasting(1, { seconds: 1 }), 2);
  expect(simulate(epochs, 4, { batchesPerEpoch: 3 })).toEqual(Float64Array.of(1, 1, 1, 2));
  expect(simulate(seconds, 4, { secondsPerIteration: 0.5 })).toEqual(Float64Array.of(1, 1, 2, 2));
});

test('simulate() sets an input from its iteration on, whatever the order of the script', () => {
  const script = [[3, 'rate', 0.3] as const, [1, 'rate', 0.1] as const];
  expect(simulate(input('rate', 1), 5, { script })).toEqual(Float64Array.of(1, 0.1, 0.1, 0.3, 0.3));
});

test('simulate() tells since when an input is there', () => {
  const schedule = switchOn(0.5, linear(1, 0, { length: 4 }), 'go');
  expect(simulate(schedule, 5, { script: [[2, 'go', 0]] })).toEqual(
    Float64Array.of(0.5, 0.5, 1, 0.75, 0.5),
  );
});

test('simulate() folds a metric for each plateau that listens to it', () => {
  const fast = onPlateau(1, { metric: 'cost', patience: 0, factor: 0.5 });
  const slow = onPlateau(1, { metric: 'cost', patience: 1, factor: 0.5 });
  const script = [0, 1, 2].map((iteration) => [iteration, 'cost', 1] as const);
  expect(simulate(product(fast, slow), 4, { script })).toEqual(
    Float64Array.of(1, 0.5, 0.125, 0.125),
  );
});

test('simulate() hands a function of ones own the whole view', () => {
  const own: Schedule = (iteration, run) => iteration + (run?.count ?? 0) + (run?.seconds ?? 0);
  expect(simulate(own, 3, { count: 10, secondsPerIteration: 0.5 })).toEqual(
    Float64Array.of(10, 11.5, 13),
  );
});

test('simulate() rehearses as often as one likes', () => {
  const schedule = onPlateau(1, { metric: 'cost', patience: 0, factor: 0.5 });
  const script = [0, 1, 2].map((iteration) => [iteration, 'cost', 1] as const);
  expect(simulate(schedule, 4, { script })).toEqual(simulate(schedule, 4, { script }));
});
