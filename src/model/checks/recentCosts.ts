/** The last costs of a run, as many as a window holds. */
export interface RecentCosts {
  readonly window: number;
  /** Puts a cost in the place of the oldest one. */
  readonly add: (cost: number) => void;
  /** Whether the median of a full window is below a limit; false before. */
  readonly medianIsBelow: (limit: number) => boolean;
  /** The lower one of the two in the middle where their number is even. */
  readonly median: () => number;
  /** All of them, the oldest first. */
  readonly list: () => readonly number[];
}

/** @param before what the window begins with, the oldest first */
export function keepingCosts(window: number, before: readonly number[] = []): RecentCosts {
  const costs = new Float64Array(window);
  let count = 0;
  const add = (cost: number) => {
    costs[count % window] = cost;
    count++;
  };
  before.slice(-window).forEach(add);
  const middle = (window - 1) >> 1;
  return {
    window,
    add,
    medianIsBelow(limit) {
      if (count < window) return false;
      // Counted, since sorting takes longer than a small iteration may.
      let below = 0;
      for (let i = 0; i < window; i++) if (costs[i] < limit) below++;
      return below > middle;
    },
    median: () => costs.toSorted()[middle],
    list() {
      if (count < window) return [...costs.subarray(0, count)];
      const oldest = count % window;
      return [...costs.subarray(oldest), ...costs.subarray(0, oldest)];
    },
  };
}
