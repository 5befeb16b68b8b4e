export const FEATURES = 20;

/** Fits into the fraction of a double beside the number. */
const SCALE = 2 ** 30;

const rest = Array.from(
  { length: FEATURES - 1 },
  (_, i) => Math.round(1e4 * Math.sin(i + 1)) / 1e4,
);

/** Example number n as JSON: its first feature is the number, scaled so that it can be learnt from. */
export function exampleOf(n: number): string {
  return JSON.stringify({ features: [n / SCALE, ...rest], label: n % 2 });
}

/** Which one it is. */
export function numberOf(features: ArrayLike<number>): number {
  return SCALE * features[0];
}
