import { log } from '../../numerics/functions/log.js';
import { requireInside, requireWhole } from '../../schedules/requireNumber.js';
import {
  joined,
  nothing,
  oldestFirst,
  type Rows,
  type Summary,
  withNumber,
  withoutOldest,
} from './buckets.js';
import type { DriftDetector } from './driftDetector.js';

/** When a window is cut. */
export interface AdwinOptions {
  /** How probable a false alarm may be at each look, between 0 and 1. Default 0.002. */
  readonly delta?: number;
  /** Looks for a change with every so many numbers. Default 32. */
  readonly clock?: number;
  /** How many buckets there may be of a size, 2 or more: more find the place of a change better. Default 5. */
  readonly buckets?: number;
}

/** What is remembered: a window that has had no change in it. It survives JSON. */
export interface AdwinMemory {
  /** Numbers seen, over all changes. */
  readonly at: number;
  readonly rows: Rows;
}

/** The numbers in a window. */
export interface AdwinWindow {
  readonly count: number;
  /** NaN where there are none. */
  readonly mean: number;
  /** That of the population. */
  readonly variance: number;
}

const first: AdwinMemory = { at: 0, rows: [] };

/**
 * The adaptive window: as long as the means of its older and its newer part are the same, wherever it is parted,
 * it grows; when they are not, the oldest numbers are dropped until they are.
 *
 * A part of n0 and one of n1 numbers differ when their means are apart by
 * sqrt(2/m v ln(2/d)) + 2/(3m) ln(2/d) or more, with 1/m = 1/n0 + 1/n1, v the variance of the window and
 * d = delta / ln(n0 + n1). That holds for numbers from 0 to 1: scale others.
 *
 * It finds rises and falls alike; `before` is the mean of what was dropped, `after` that of what is left.
 * Memory and time of a look are O(log n).
 *
 * @throws {RangeError} when an option is out of range
 * @example
 * const { first, next } = adwin();
 * let state = { memory: first };
 * for (let i = 0; i < 960 && !state.drift; i++) state = next(state.memory, i < 480 ? 0 : 1);
 * state.drift // => { type: 'drift', at: 512, before: 0, after: 2 / 3 }
 * Source: Bifet and Gavalda 2007, ADWIN2 with the bound of its section 4.
 */
export function adwin({
  delta = 0.002,
  clock = 32,
  buckets = 5,
}: AdwinOptions = {}): DriftDetector<AdwinMemory> {
  requireInside('adwin', 'delta', delta);
  requireWhole('adwin', 'clock', clock, 1);
  requireWhole('adwin', 'buckets', buckets, 2);
  return {
    first,
    next(memory, value) {
      const at = memory.at + 1;
      if (!Number.isFinite(value)) return { memory: { ...memory, at } };
      let rows = withNumber(memory.rows, value, buckets);
      if (at % clock !== 0) return { memory: { at, rows } };
      let window = oldestFirst(rows);
      let dropped = nothing;
      while (isChanging(window, delta)) {
        dropped = joined(dropped, window[0]);
        rows = withoutOldest(rows);
        window = window.slice(1);
      }
      if (dropped.count === 0) return { memory: { at, rows } };
      const after = joinedAll(window).mean;
      return { memory: { at, rows }, drift: { type: 'drift', at, before: dropped.mean, after } };
    },
  };
}

/**
 * The window that `adwin` remembers: its mean follows what numbers are now.
 *
 * @example
 * const { first, next } = adwin();
 * adwinWindow(next(next(first, 0).memory, 1).memory) // => { count: 2, mean: 0.5, variance: 0.25 }
 */
export function adwinWindow({ rows }: AdwinMemory): AdwinWindow {
  const { count, mean, squares } = joinedAll(oldestFirst(rows));
  return { count, mean: count === 0 ? Number.NaN : mean, variance: squares / count };
}

/** Whether there is a place where the older and the newer part differ. */
function isChanging(window: readonly Summary[], delta: number): boolean {
  /** `newer[k]`: from bucket k to the end. */
  const newer = [nothing];
  for (const bucket of window.toReversed()) newer.unshift(joined(bucket, newer[0]));
  const { count, squares } = newer[0];
  if (count < 2) return false;
  const certainty = log((2 * log(count)) / delta);
  const variance = squares / count;
  let older = nothing;
  for (let k = 1; k < window.length; k++) {
    older = joined(older, window[k - 1]);
    const { count: n1, mean } = newer[k];
    const inverse = 1 / older.count + 1 / n1;
    const bound = Math.sqrt(2 * inverse * variance * certainty) + (2 / 3) * inverse * certainty;
    if (Math.abs(older.mean - mean) >= bound) return true;
  }
  return false;
}

function joinedAll(window: readonly Summary[]): Summary {
  return window.reduce(joined, nothing);
}
