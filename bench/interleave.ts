/** Does a fixed amount of work and gives the milliseconds that it took. */
export type Block = () => number | Promise<number>;

export interface InterleaveOptions {
  /** Rounds that are run first and not counted, for the compiler and the caches. Default 0. */
  readonly warmUp?: number;
  readonly rounds: number;
  /** When to stop before all rounds are done, on a slow or busy machine. Default never. */
  readonly maxSeconds?: number;
  /** Awaited before each block, outside its time. */
  readonly between?: () => Promise<unknown>;
}

/**
 * Runs the blocks of several peers by turns, `a b c, c b a, a b c, ...`: each round has one block of
 * each, so that drift of the machine meets all of them, and no peer always runs behind the same other.
 *
 * @returns for each peer its milliseconds, round by round
 */
export async function interleave(
  peers: readonly Block[],
  { warmUp = 0, rounds, maxSeconds = Infinity, between }: InterleaveOptions,
): Promise<number[][]> {
  const turns = peers.map((block) => ({ block, times: [] as number[] }));
  const end = performance.now() + 1000 * maxSeconds;
  for (let round = 0; round < warmUp + rounds; round++) {
    if (round > warmUp && performance.now() > end) break;
    for (const { block, times } of round % 2 === 0 ? turns : turns.toReversed()) {
      await between?.();
      const ms = await block();
      if (round >= warmUp) times.push(ms);
    }
  }
  return turns.map(({ times }) => times);
}

/** How many times as long the first peer took as the second, in each round. */
export function ratios(times: readonly number[], to: readonly number[]): number[] {
  return times.map((ms, round) => ms / to[round]);
}
