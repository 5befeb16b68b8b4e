import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type BestSoFar, nothingSoFar, type TrackOptions, trackBest } from '../../src/index.js';

/** What becomes of metrics at iterations 1, 2, ... */
function track(
  metrics: readonly number[],
  options: TrackOptions = {},
  from = nothingSoFar,
): BestSoFar {
  return metrics.reduce(
    (soFar, metric, i) => trackBest(soFar, { iteration: i + 1, metric }, options),
    from,
  );
}

describe('trackBest()', () => {
  test('takes the first metric for the best so far', () => {
    expect(track([7])).toEqual({ best: 7, bestIteration: 1, waited: 0 });
  });

  test('counts the checks since the smallest one', () => {
    expect(track([3, 2, 2.5, 2])).toEqual({ best: 2, bestIteration: 2, waited: 2 });
  });

  test('counts those since the largest one with mode max', () => {
    expect(track([3, 2, 2.5, 2], { mode: 'max' })).toEqual({
      best: 3,
      bestIteration: 1,
      waited: 3,
    });
  });

  test('asks for more than minDelta', () => {
    const options = { minDelta: 0.5 };
    expect(track([2, 1.5], options)).toEqual({ best: 2, bestIteration: 1, waited: 1 });
    expect(track([2, 1.75, 1.4], options)).toEqual({ best: 1.4, bestIteration: 3, waited: 0 });
    expect(track([2, 2.5], { mode: 'max', minDelta: 0.5 }).best).toBe(2);
  });

  test.each([Number.NaN, Infinity, -Infinity])('sees no improvement in %d', (metric) => {
    for (const mode of ['min', 'max'] as const) {
      expect(track([metric], { mode })).toEqual({ best: null, bestIteration: 0, waited: 1 });
      expect(track([4, metric, 4], { mode })).toEqual({ best: 4, bestIteration: 1, waited: 2 });
    }
  });

  test('leaves the value that it was given', () => {
    const soFar = Object.freeze({ best: 1, bestIteration: 5, waited: 3 });
    expect(trackBest(soFar, { iteration: 6, metric: 0 })).not.toBe(soFar);
    expect(trackBest(soFar, { iteration: 6, metric: 2 })).not.toBe(soFar);
  });

  test.each([{ minDelta: -1 }, { minDelta: Number.NaN }])('refuses %o', (options) => {
    expect(() => track([1], options)).toThrow(RangeError);
  });

  test('refuses a mode that there is not', () => {
    expect(() => track([1], { mode: JSON.parse('"best"') })).toThrow(
      'Unknown mode "best" of a metric; there are min, max',
    );
  });
});

property.prop([
  fc.array(fc.double({ noNaN: false }), { minLength: 1 }),
  fc.nat(),
  fc.constantFrom('min', 'max'),
])('trackBest() goes on from what was saved as JSON', (metrics, at, mode) => {
  const cut = at % metrics.length;
  const saved: BestSoFar = JSON.parse(JSON.stringify(track(metrics.slice(0, cut), { mode })));
  const resumed = metrics
    .slice(cut)
    .reduce(
      (soFar, metric, i) => trackBest(soFar, { iteration: cut + i + 1, metric }, { mode }),
      saved,
    );
  const whole = track(metrics, { mode });
  // -0 is 0 in JSON.
  expect({ ...resumed, best: Number(resumed.best) + 0 }).toEqual({
    ...whole,
    best: Number(whole.best) + 0,
  });
});
