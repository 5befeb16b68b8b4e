/** A random wait between two, as a server asked for it. */
export function waitBetween(
  [minMs, maxMs]: readonly [number, number],
  random: () => number = Math.random,
): number {
  return minMs + (maxMs - minMs) * random();
}
