/** How long to wait before what has failed is tried again. Times in ms. */
export interface BackOffOptions {
  /** Before the second attempt, at most. Default 500. */
  readonly firstMs?: number;
  /** However many attempts there were. Default 15000. */
  readonly mostMs?: number;
  /** From 0 to below 1: the jitter. Default `Math.random`. */
  readonly random?: () => number;
}

/**
 * A wait that doubles with each attempt that failed, of which a random half to whole is taken, so that those that were
 * cut off together do not come back together.
 *
 * @param failures attempts that failed one after another, 1 or more
 * @example
 * [1, 2, 3, 9].map((failures) => backOffMs(failures, { random: () => 0 })) // => [250, 500, 1000, 7500]
 */
export function backOffMs(
  failures: number,
  { firstMs = 500, mostMs = 15_000, random = Math.random }: BackOffOptions = {},
): number {
  const whole = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return (whole / 2) * (1 + random());
}
