import { type Drift, type PageHinkleyMemory, pageHinkley } from 'gradstream';
import { describe, test } from 'vitest';
import { expect } from '../matchers.js';
import { driftsIn, normals, sumOverSeeds } from './driftStreams.js';

/** The sums of the test, written down from the paper, over all numbers at once. */
function alarmOf(values: readonly number[], delta: number, lambda: number): number | undefined {
  const sums = values.map((_, last) => {
    let total = 0;
    for (let t = 0; t <= last; t++) {
      const seen = values.slice(0, t + 1);
      total += values[t] - seen.reduce((sum, x) => sum + x, 0) / seen.length - delta;
    }
    return total;
  });
  const at = sums.findIndex((sum, last) => sum - Math.min(...sums.slice(0, last + 1)) > lambda);
  return at === -1 ? undefined : at + 1;
}

describe('pageHinkley()', () => {
  test.each([1, 2, 3, 4])('alarms where the sums of the paper do, seed %d', (seed) => {
    const values = normals(seed, [80, 0], [80, 1.5]);
    const { drifts } = driftsIn(
      pageHinkley({ delta: 0.3, lambda: 12, alpha: 1, minimum: 1 }),
      values,
    );
    expect(drifts[0].at).toBe(alarmOf(values, 0.3, 12));
  });

  test.each([
    [0.5, 10],
    [0.25, 20],
  ])(
    'gives false alarms as seldom as n e^(-2 delta lambda) says, delta %d, lambda %d',
    (delta, lambda) => {
      const [seeds, n] = [300, 1000];
      const alarmed = sumOverSeeds(seeds, (seed) => {
        const detector = pageHinkley({ delta, lambda, alpha: 1 });
        return driftsIn(detector, normals(seed, [n, 3])).drifts.length > 0 ? 1 : 0;
      });
      expect(alarmed / seeds).toBeLessThanOrEqual(n * Math.exp(-2 * delta * lambda));
    },
  );

  test('finds a step of a known size after lambda / (step - delta) numbers, on average', () => {
    const [seeds, before] = [100, 3000];
    const found = Array.from({ length: seeds }, (_, seed) => {
      const detector = pageHinkley({ delta: 0.5, lambda: 15, alpha: 1 });
      const { drifts } = driftsIn(detector, normals(seed + 1, [before, 0], [200, 2]));
      return drifts.filter(({ at }) => at > before)[0];
    });
    const meanOf = (of: (drift: Drift) => number) =>
      found.reduce((sum, drift) => sum + of(drift), 0) / seeds;
    // What the sum has risen by before the step makes it a little sooner, the last number overshoots.
    expect(meanOf(({ at }) => at - before)).toBeAllclose(15 / (2 - 0.5), { relative: 0.1 });
    expect(meanOf((drift) => drift.before)).toBeAllclose(0, { absolute: 0.02 });
    expect(meanOf((drift) => drift.after)).toBeAllclose(2, { absolute: 0.3 });
  });

  test('finds a step without noise to the number', () => {
    const values = [...Array<number>(1_000).fill(0.25), ...Array<number>(100).fill(0.75)];
    const { drifts } = driftsIn(pageHinkley({ delta: 0, lambda: 4, alpha: 1 }), values);
    // Each adds 0.5 less what the mean has moved: 8 would add just 4 without that.
    expect(drifts[0]).toEqual({ type: 'drift', at: 1009, before: 0.25, after: 0.75 });
  });

  test('looks for a rise, a fall or both', () => {
    const [rise, fall] = [normals(1, [200, 0], [100, 3]), normals(1, [200, 3], [100, 0])];
    const found = (direction: 'up' | 'down' | 'both', values: readonly number[]) =>
      driftsIn(pageHinkley({ delta: 0.5, lambda: 20, direction }), values).drifts.length;
    expect([found('up', rise), found('down', rise), found('both', rise)]).toEqual([1, 0, 1]);
    expect([found('up', fall), found('down', fall), found('both', fall)]).toEqual([0, 1, 1]);
  });

  test('finds the same falls as rises of the numbers with their signs turned', () => {
    const values = normals(5, [100, 0], [100, 2], [100, -1], [100, 1]);
    const options = { delta: 0.5, lambda: 8 };
    const up = driftsIn(pageHinkley({ ...options, direction: 'up' }), values).drifts;
    const turned = values.map((value) => -value);
    const down = driftsIn(pageHinkley({ ...options, direction: 'down' }), turned).drifts;
    expect(up.length).toBeGreaterThan(0);
    expect(down).toEqual(
      up.map((drift) => ({ ...drift, before: -drift.before, after: -drift.after })),
    );
  });

  test('tells nothing before the minimum of numbers is there, and begins anew behind a change', () => {
    const detector = pageHinkley({ lambda: 1, minimum: 20 });
    const values = [...Array<number>(10).fill(0), ...Array<number>(40).fill(1)];
    const { drifts, memory } = driftsIn(detector, values);
    expect(drifts.map(({ at }) => at)).toEqual([20]);
    expect(memory).toMatchObject({ at: 50, count: 30, mean: 1 });
  });

  test('forgets with an alpha below 1: a small step for ever never adds up', () => {
    const values = [...Array<number>(1_000).fill(0), ...Array<number>(100).fill(0.5)];
    const options = { delta: 0.005, lambda: 20 };
    expect(driftsIn(pageHinkley({ ...options, alpha: 1 }), values).drifts).toHaveLength(1);
    expect(driftsIn(pageHinkley({ ...options, alpha: 0.9 }), values).drifts).toEqual([]);
  });

  test('gives the same events from a memory that went through JSON, wherever it was saved', () => {
    const values = normals(6, [150, 0], [150, 2], [150, -1]);
    const detector = pageHinkley({ delta: 0.5, lambda: 15, direction: 'both' });
    const whole = driftsIn(detector, values);
    expect(whole.drifts.length).toBeGreaterThan(1);
    for (let at = 0; at <= values.length; at += 29) {
      const begun = driftsIn(detector, values.slice(0, at));
      const saved: PageHinkleyMemory = JSON.parse(JSON.stringify(begun.memory));
      const rest = driftsIn(detector, values.slice(at), saved);
      expect([...begun.drifts, ...rest.drifts]).toEqual(whole.drifts);
      expect(rest.memory).toEqual(whole.memory);
    }
  });

  test('passes over numbers that are not finite, and counts them', () => {
    const values = normals(7, [100, 0], [100, 3]);
    const detector = pageHinkley({ delta: 0.5, lambda: 20 });
    const clean = driftsIn(detector, values).drifts[0];
    const torn = driftsIn(detector, [Number.NaN, Infinity, ...values]).drifts[0];
    expect(torn).toEqual({ ...clean, at: clean.at + 2 });
  });

  test.each([
    { delta: -1 },
    { lambda: 0 },
    { minimum: 0 },
    { alpha: 0 },
    { alpha: 1.1 },
    { alpha: Number.NaN },
  ])('refuses %j', (options) => {
    expect(() => pageHinkley(options)).toThrow(RangeError);
  });
});
