import {
  clamp,
  cosineDecay,
  gradientDescent,
  join,
  onPlateau,
  overriddenBy,
  simulate,
  warmUp,
} from 'gradstream';
import {
  closeLoop,
  computeCost,
  drawBatches,
  feed,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, pipe, Subject, tap, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { tinyData, tinyNetwork } from './tinyRun.js';

/*
 * A schedule of everything: a warm-up, then a cosine, scaled down when the cost is stuck, clamped, and
 * overridden by a hand that takes over.
 */

const ITERATIONS = 10_000;
const TAKES_OVER = 8000;
const stuck = { factor: 0.5, patience: 300, minDelta: 1e-3, cooldown: 100 } as const;
const bounds = { least: 0.002, most: 0.04 } as const;

const schedule = overriddenBy(
  clamp(
    onPlateau(join(warmUp(500), cosineDecay(0.05, { length: ITERATIONS - 500 })), {
      metric: 'cost',
      ...stuck,
    }),
    bounds,
  ),
  'slider',
);

/** The rates and costs of a run that is steered by `schedule`. */
function steeredRun() {
  const slider$ = new Subject<number>();
  const phases = pipe(
    propagateForward(),
    computeCost(),
    propagateBackward(),
    updateParameters(gradientDescent(schedule)),
  );
  return lastValueFrom(
    iterate({ count: ITERATIONS }).pipe(
      feed({ slider: slider$ }),
      drawBatches(tinyData(), { batchSize: 2 }),
      closeLoop(tinyNetwork(), phases),
      tap(({ index }) => {
        if (index === TAKES_OVER - 1) slider$.next(0.007);
      }),
      map(({ learningRate, cost }) => ({ learningRate, cost })),
      toArray(),
    ),
  );
}

/** The same out of the formulas. */
function composed(costs: readonly number[]): { rates: number[]; reductions: number } {
  let [scale, best, bad, rest, reductions] = [1, Infinity, 0, 0, 0];
  const rates = costs.map((cost, i) => {
    const wave = (1 + Math.cos((Math.PI * (i - 500)) / (ITERATIONS - 500))) / 2;
    const free = scale * (i < 500 ? (0.05 * (i + 1)) / 500 : 0.05 * wave);
    const rate = Math.min(bounds.most, Math.max(bounds.least, free));
    if (cost < best - stuck.minDelta) [best, bad] = [cost, 0];
    else bad = rest > 0 ? 0 : bad + 1;
    rest = Math.max(0, rest - 1);
    if (bad > stuck.patience) {
      [scale, bad, rest] = [scale * stuck.factor, 0, stuck.cooldown];
      reductions++;
    }
    return i < TAKES_OVER ? rate : 0.007;
  });
  return { rates, reductions };
}

describe('a run whose rate is warmed up, decayed, scaled on plateaus, clamped and overridden', async () => {
  const steps = await steeredRun();
  const rates = steps.map(({ learningRate }) => learningRate);
  const costs = steps.map(({ cost }) => cost);

  test('has the rates of the composed formulas, in all 10,000 iterations', () => {
    const expected = composed(costs);
    expect(expected.reductions).toBeGreaterThan(2);
    const distances = rates.map((rate, i) => Math.abs(rate - expected.rates[i]));
    expect(Math.max(...distances)).toBeLessThan(1e-16);
  });

  test('has the rates of the rehearsal without a run, bit for bit', () => {
    const rehearsed = simulate(schedule, ITERATIONS, {
      script: [
        ...costs.map((cost, i) => [i + 1, 'cost', cost] as const),
        [TAKES_OVER, 'slider', 0.007],
      ],
    });
    expect(rates).toEqual([...rehearsed]);
  });

  test('is clamped from above and from below, and overridden', () => {
    expect(Math.max(...rates)).toBe(bounds.most);
    expect(Math.min(...rates)).toBe(bounds.least);
    expect(new Set(rates.slice(TAKES_OVER))).toEqual(new Set([0.007]));
  });
});
