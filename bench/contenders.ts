import { setTimeout } from 'node:timers/promises';
import { interleave } from './interleave.js';
import { rounds as roundsOf } from './options.js';
import type { Peer } from './peer.js';
import { printValue, say } from './table.js';
import type { Trainer } from './trainers.js';

/** One who trains, in blocks of iterations. */
export interface Contender {
  readonly name: string;
  /** In a block. */
  readonly iterations: number;
  /** Whether each block is a run of its own, from the first weights. Default false. */
  readonly startsAnew?: boolean;
  /** How far its costs may be from those of the reference. */
  readonly tolerance: number;
  /** Trains a block. */
  readonly block: () => Promise<Trained>;
}

export interface Trained {
  readonly ms: number;
  /** Of the last iteration. */
  readonly cost: number;
}

/** What came of one. */
export interface Outcome {
  /** Milliseconds an iteration, round by round. */
  readonly times: readonly number[];
  /** Cost after that many iterations. */
  readonly costs: ReadonlyMap<number, number>;
}

// OpenBLAS lets its threads spin for a while after a product: not on the next one's time.
const pause = 100;

/** Four decimals in float64; three in float32, which has fewer digits to sum up. */
export const tolerances = { float64: 5e-5, float32: 5e-4 } as const;

/** Lets them train by turns, block by block. */
export async function compete(
  contenders: readonly Contender[],
  { rounds }: { readonly rounds: number },
): Promise<Outcome[]> {
  const costs = contenders.map(() => new Map<number, number>());
  const done = contenders.map(() => 0);
  const blocks = contenders.map(({ iterations, startsAnew = false, block }, i) => async () => {
    const { ms, cost } = await block();
    done[i] = iterations + (startsAnew ? 0 : done[i]);
    costs[i].set(done[i], cost);
    return ms / iterations;
  });
  const times = await interleave(blocks, {
    warmUp: 1,
    rounds: roundsOf(rounds),
    between: () => setTimeout(pause),
  });
  return contenders.map((_, i) => ({ times: times[i], costs: costs[i] }));
}

/** A trainer of ours. */
export function own(
  name: string,
  trainer: Trainer,
  { iterations, tolerance }: Pick<Contender, 'iterations' | 'tolerance'>,
): Contender {
  return {
    name,
    iterations,
    tolerance,
    block: async () => ({ ms: await trainer.advance(iterations), cost: trainer.cost() }),
  };
}

/** The program of a peer, which answers "train ..." with milliseconds and a cost. */
export function peerTrains(
  name: string,
  peer: Peer,
  variant: string,
  { iterations, tolerance }: Pick<Contender, 'iterations' | 'tolerance'>,
): Contender {
  return {
    name,
    iterations,
    tolerance,
    async block() {
      const [ms, cost] = await peer.ask('train', variant, iterations);
      return { ms, cost };
    },
  };
}

/**
 * A row that says whether all had the costs of the reference wherever both were seen; where they had
 * not, the bench fails.
 *
 * @param reference its costs after each iteration
 */
export function printAgreement(
  bench: string,
  what: string,
  contenders: readonly Contender[],
  outcomes: readonly Outcome[],
  reference: readonly number[],
): void {
  let compared = 0;
  const strayed = contenders.flatMap(({ name, tolerance }, i) =>
    [...outcomes[i].costs].flatMap(([iterations, cost]) => {
      if (iterations > reference.length) return [];
      compared++;
      const expected = reference[iterations - 1];
      if (Math.abs(cost - expected) < tolerance) return [];
      return [`${name} after ${iterations} iterations: ${cost}, not ${expected}`];
    }),
  );
  if (strayed.length > 0) process.exitCode = 1;
  for (const line of strayed) say(`error: ${line}`);
  const last = reference[reference.length - 1].toFixed(4);
  printValue(
    bench,
    what,
    strayed.length === 0
      ? `${compared} equal; ${last} after ${reference.length} iterations`
      : `${strayed.length} of ${compared} DIFFERENT`,
  );
}
