import { type L1Options, l1Penalty, requireL1 } from './l1.js';
import { type L2Options, l2Penalty, requireL2 } from './l2.js';
import type { Network } from './network.js';

/** How strongly weights are drawn to zero. */
export interface PenaltyOptions extends L1Options, L2Options {}

/** Penalties with nothing left out. */
export type Penalties = Required<PenaltyOptions>;

/** Weights go where they like. */
export const noPenalties: Penalties = { l1: 0, l2: 0 };

/**
 * Penalties, checked, with nothing left out.
 *
 * @throws {RangeError} when a strength is negative or not finite
 */
export function requirePenalties(options: PenaltyOptions): Penalties {
  return { l1: requireL1(options), l2: requireL2(options) };
}

/** What the penalties add to the cost of a batch of m examples; that of L2 counts biases where it is asked to. */
export function penaltyOf(
  network: Network,
  { l1 = 0, l2 = 0 }: PenaltyOptions,
  m: number,
  countBiases = false,
): number {
  if (l1 === 0 && l2 === 0) return 0;
  const { W, b } = network.parameters;
  let penalty = 0;
  // Not even a product with 0: weights in Gram form would be multiplied out.
  if (l2 !== 0) penalty += l2Penalty(W, l2, m);
  if (l2 !== 0 && countBiases) penalty += l2Penalty(b, l2, m);
  if (l1 !== 0) penalty += l1Penalty(W, l1, m);
  return penalty;
}
