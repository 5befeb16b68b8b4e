import { createRandom, type RunningMeanMemory, runningMean } from 'gradstream';
import { describe, test } from 'vitest';
import { exactJson, parseExactJson } from '../../src/formats/runState/exactJson.js';
import { expect } from '../matchers.js';

const random = createRandom(1);
const values = Array.from({ length: 400 }, () => random.normal());

function meanOf(list: readonly number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

describe('runningMean()', () => {
  test.each([1, 2, 7, 100, 1000])(
    'equals means that are computed anew at each value, with a window of %d',
    (window) => {
      const fading = 0.9;
      const mean = runningMean({ window, fading });
      values.forEach((value, k) => {
        mean.add(value);
        const seen = values.slice(0, k + 1);
        const weights = seen.map((_, i) => fading ** (k - i));
        const weighted = seen.map((x, i) => x * weights[i]);
        expect(mean.count()).toBe(k + 1);
        expect([mean.mean(), mean.windowed(), mean.faded()]).toBeAllclose(
          [meanOf(seen), meanOf(seen.slice(-window)), meanOf(weighted) / meanOf(weights)],
          { absolute: 1e-14 },
        );
      });
    },
  );

  test('keeps nothing in its window of what has left it', () => {
    const mean = runningMean({ window: 3 });
    for (const value of [1e300, Number.NaN, Infinity, 0.1, 0.2, 0.3]) mean.add(value);
    expect(mean.windowed()).toBeAllclose(0.2, { relative: 1e-15 });
    expect(mean.mean()).toBeNaN();
  });

  test.each([1, 5, 64])(
    'goes on bit for bit from a memory that is data, with a window of %d',
    (window) => {
      const whole = runningMean({ window });
      let from: RunningMeanMemory | undefined;
      for (const value of [-0, ...values, Infinity]) {
        whole.add(value);
        const rest = runningMean({ window }, from);
        rest.add(value);
        expect([rest.mean(), rest.windowed(), rest.faded()]).toEqual([
          whole.mean(),
          whole.windowed(),
          whole.faded(),
        ]);
        from = structuredClone(rest.memory());
        expect(parseExactJson(exactJson(from))).toEqual(whole.memory());
      }
    },
  );

  test('goes on with another window as far as it remembers', () => {
    const short = runningMean({ window: 3 });
    for (const value of [1, 2, 3, 4, 5]) short.add(value);
    const shorter = runningMean({ window: 2 }, short.memory());
    const longer = runningMean({ window: 4 }, short.memory());
    expect([shorter.windowed(), longer.windowed()]).toEqual([4.5, 4]);
    for (const value of [6, 7]) longer.add(value);
    expect(longer.windowed()).toBe(5.5);
  });

  test('is NaN before the first value', () => {
    const mean = runningMean();
    expect([mean.mean(), mean.windowed(), mean.faded()]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  test('refuses windows and fading that make no sense', () => {
    expect(() => runningMean({ window: 0 })).toThrow(RangeError);
    for (const fading of [0, 1, Number.NaN])
      expect(() => runningMean({ fading })).toThrow(RangeError);
  });
});
