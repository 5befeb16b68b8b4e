import { type AdwinMemory, adwin, adwinWindow, createRandom, type Drift } from 'gradstream';
import { describe, test } from 'vitest';
import { expect } from '../matchers.js';
import { driftsIn, errors, sumOverSeeds } from './driftStreams.js';

/** How far two parts of a window have to be apart, by the paper. */
function bound(n0: number, n1: number, variance: number, delta: number): number {
  const m = 1 / (1 / n0 + 1 / n1);
  const certainty = Math.log((2 * Math.log(n0 + n1)) / delta);
  return Math.sqrt((2 / m) * variance * certainty) + (2 / (3 * m)) * certainty;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
}

/** ADWIN with all numbers of the window kept, in groups, the oldest first. */
function bruteForce({ delta, clock, buckets }: { delta: number; clock: number; buckets: number }) {
  let groups: number[][] = [];
  let at = 0;

  function mergeGroups(): void {
    for (let size = 1; ; size *= 2) {
      const same = groups.filter(({ length }) => length === size);
      if (same.length <= buckets) return;
      const begin = groups.indexOf(same[0]);
      groups.splice(begin, 2, [...groups[begin], ...groups[begin + 1]]);
    }
  }

  function isChanging(): boolean {
    const variance = varianceOf(groups.flat());
    return groups.some((_, k) => {
      const [older, newer] = [groups.slice(0, k).flat(), groups.slice(k).flat()];
      if (k === 0) return false;
      const apart = Math.abs(meanOf(older) - meanOf(newer));
      return apart >= bound(older.length, newer.length, variance, delta);
    });
  }

  return {
    window: () => groups.flat(),
    next(value: number): Drift | undefined {
      groups.push([value]);
      mergeGroups();
      at++;
      if (at % clock !== 0) return undefined;
      const dropped: number[] = [];
      while (isChanging()) {
        dropped.push(...groups[0]);
        groups = groups.slice(1);
      }
      if (dropped.length === 0) return undefined;
      return { type: 'drift', at, before: meanOf(dropped), after: meanOf(groups.flat()) };
    },
  };
}

/** Numbers from 0 to 1 whose level jumps and creeps. */
function restless(seed: number, count: number): number[] {
  const random = createRandom(seed);
  let level = 0.5;
  return Array.from({ length: count }, (_, i) => {
    if (i % 97 === 0) level = random.uniform();
    return Math.min(1, Math.max(0, level + 0.1 * random.normal() + 0.0005 * (i % 97)));
  });
}

describe('adwin()', () => {
  test.each([
    { delta: 0.002, clock: 32, buckets: 5 },
    { delta: 0.3, clock: 1, buckets: 5 },
    { delta: 0.05, clock: 7, buckets: 2 },
    { delta: 0.05, clock: 4, buckets: 400 },
  ])('has the windows and the events of one that keeps all numbers, with %j', (options) => {
    let events = 0;
    for (const seed of [1, 2, 3]) {
      const { first, next } = adwin(options);
      const reference = bruteForce(options);
      let memory = first;
      for (const value of restless(seed, 400)) {
        const detection = next(memory, value);
        memory = detection.memory;
        const drift = reference.next(value);
        const kept = reference.window();
        const { count, mean, variance } = adwinWindow(memory);
        expect(count).toBe(kept.length);
        expect(mean).toBeAllclose(meanOf(kept), { absolute: 1e-14 });
        expect(variance).toBeAllclose(varianceOf(kept), { absolute: 1e-14 });
        expect(detection.drift?.at).toBe(drift?.at);
        if (detection.drift === undefined || drift === undefined) continue;
        events++;
        expect(detection.drift.before).toBeAllclose(drift.before, { absolute: 1e-14 });
        expect(detection.drift.after).toBeAllclose(drift.after, { absolute: 1e-14 });
      }
    }
    expect(events).toBeGreaterThan(3);
  });

  test.each([0.1, 0.3])(
    'gives no more false alarms than its delta of %d allows, look by look',
    (delta) => {
      for (const p of [0.05, 0.5]) {
        const looks = 60 * 50;
        const alarms = sumOverSeeds(60, (seed) => {
          const { drifts } = driftsIn(adwin({ delta }), errors(seed, [50 * 32, p]));
          return drifts.length;
        });
        expect(alarms).toBeLessThanOrEqual(delta * looks);
      }
    },
  );

  test('with its default delta is silent on streams that do not change', () => {
    const alarms = sumOverSeeds(
      40,
      (seed) => driftsIn(adwin(), errors(seed, [3000, 0.2])).drifts.length,
    );
    expect(alarms).toBeLessThanOrEqual(1);
  });

  test('finds a step when its bound says so, at the next look', () => {
    const [before, step, seeds] = [2048, 0.3, 40];
    // The smallest newer part that is told from the older one, had both exactly their means.
    let needed = 1;
    const varianceWith = (n1: number) => {
      const p = (0.2 * before + 0.5 * n1) / (before + n1);
      return p * (1 - p);
    };
    while (bound(before, needed, varianceWith(needed), 0.002) > step) needed++;
    const delays = Array.from({ length: seeds }, (_, seed) => {
      const { drifts } = driftsIn(adwin(), errors(seed + 1, [before, 0.2], [1000, 0.5]));
      const found = drifts.find(({ at }) => at > before);
      expect(found?.before).toBeAllclose(0.2, { absolute: 0.05 });
      expect(found?.after).toBeGreaterThan(found?.before ?? 1);
      return (found?.at ?? Infinity) - before;
    });
    const mean = meanOf(delays);
    expect(mean).toBeGreaterThan(needed / 3);
    expect(mean).toBeLessThanOrEqual(needed + 32);
    expect(Math.max(...delays)).toBeLessThan(3 * needed);
  });

  test('finds a step without noise exactly at the look where its bound is passed', () => {
    const values = [...Array<number>(480).fill(0), ...Array<number>(480).fill(1)];
    const { drifts } = driftsIn(adwin({ clock: 1, buckets: 1000 }), values);
    let newer = 1;
    const p = (n1: number) => n1 / (480 + n1);
    while (bound(480, newer, p(newer) * (1 - p(newer)), 0.002) > 1) newer++;
    expect(drifts[0].at).toBe(480 + newer);
    expect(drifts[0].before).toBe(0);
  });

  test('follows the mean of the numbers as they are now', () => {
    const { memory } = driftsIn(adwin(), errors(1, [4000, 0.8], [1000, 0.1]));
    expect(adwinWindow(memory).mean).toBeAllclose(0.1, { absolute: 0.03 });
    expect(adwinWindow(memory).count).toBeLessThanOrEqual(1100);
  });

  test('finds falls as well as rises', () => {
    const { drifts } = driftsIn(adwin(), errors(1, [1000, 0.9], [500, 0.1]));
    expect(drifts[0].after).toBeLessThan(drifts[0].before);
  });

  test('remembers no more than a few buckets for each doubling of its window', () => {
    const { memory } = driftsIn(adwin(), errors(2, [100_000, 0.3]));
    const { count } = adwinWindow(memory);
    expect(count).toBeGreaterThan(50_000);
    expect(memory.rows.flat().length).toBeLessThanOrEqual(5 * Math.ceil(Math.log2(count) + 1));
  });

  test('gives the same events from a memory that went through JSON, wherever it was saved', () => {
    const values = errors(3, [500, 0.1], [300, 0.9], [400, 0.4]);
    const whole = driftsIn(adwin(), values);
    expect(whole.drifts.length).toBeGreaterThan(1);
    for (let at = 0; at <= values.length; at += 53) {
      const begun = driftsIn(adwin(), values.slice(0, at));
      const saved: AdwinMemory = JSON.parse(JSON.stringify(begun.memory));
      const rest = driftsIn(adwin(), values.slice(at), saved);
      expect([...begun.drifts, ...rest.drifts]).toEqual(whole.drifts);
      expect(rest.memory).toEqual(whole.memory);
    }
  });

  test('does not write into a memory that it is given', () => {
    const { next } = adwin({ clock: 1 });
    const { memory } = driftsIn(adwin({ clock: 1 }), errors(3, [70, 0.1]));
    const before = structuredClone(memory);
    next(memory, 1);
    expect(memory).toEqual(before);
  });

  test('passes over numbers that are not finite, and counts them', () => {
    const { first, next } = adwin();
    const { memory } = next(next(next(first, 0.5).memory, Number.NaN).memory, Infinity);
    expect(memory.at).toBe(3);
    expect(adwinWindow(memory)).toEqual({ count: 1, mean: 0.5, variance: 0 });
  });

  test('has an empty window before the first number', () => {
    const { count, mean } = adwinWindow(adwin().first);
    expect([count, mean]).toEqual([0, Number.NaN]);
  });

  test.each([{ delta: 0 }, { delta: 1 }, { clock: 0 }, { clock: 1.5 }, { buckets: 1 }])(
    'refuses %j',
    (options) => {
      expect(() => adwin(options)).toThrow(RangeError);
    },
  );
});
