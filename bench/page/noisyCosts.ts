import type { Random } from '../../src/index.js';

/** One point that stands out: its index and its value. */
type Point = readonly [index: number, value: number];

/** Costs that fall, with noise in all of their digits, and two points that stand out where they are given. */
export function noisyCosts(
  random: Random,
  { peak, trough }: { readonly peak?: Point; readonly trough?: Point } = {},
): { readonly costOf: (index: number) => number } {
  const special = new Map([peak, trough].filter((point) => point !== undefined));
  return {
    costOf(index) {
      const noise = 0.9 + 0.2 * random.uniform();
      return special.get(index) ?? noise * (0.05 + 0.6 / (1 + index / 20_000));
    },
  };
}
