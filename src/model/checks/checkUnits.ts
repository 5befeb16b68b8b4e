import type { Quantity } from '../../errors.js';
import type { SlopeShares } from '../measures/slopeShares.js';
import { slopeSharesAt } from '../measures/slopeSharesAt.js';
import type { Check, Finding, Watched } from './check.js';
import { readable } from './readable.js';

/** How many units may be dead. */
export interface DeadUnitLimits {
  /** A share of the units of a layer, from 0 to below 1. */
  readonly above: number;
  /** The check is made every so many iterations, since it reads all activations. Default 100. */
  readonly every?: number;
}

/** How many activations may be saturated. */
export interface SaturationLimits extends DeadUnitLimits {
  /** What is saturated has a slope of less than that in size. Default 0.001. */
  readonly slope?: number;
}

/** Finds hidden layers where the slope of too many units is 0 for every example of the batch. */
export function checkingDeadUnits({ above, every = 100 }: DeadUnitLimits): Check {
  return checkingShares(every, 0, {
    quantity: 'deadUnits',
    above,
    shareOf: ({ deadUnits }) => deadUnits,
    what: 'the units are dead, with slope 0 for every example of the batch',
  });
}

/** Finds hidden layers where the slope of too many activations is next to 0. */
export function checkingSaturation({ above, every = 100, slope = 1e-3 }: SaturationLimits): Check {
  return checkingShares(every, slope, {
    quantity: 'saturatedUnits',
    above,
    shareOf: ({ saturated }) => saturated,
    what: `the activations are saturated, with a slope below ${slope}`,
  });
}

interface ShareLimit {
  readonly quantity: Quantity;
  readonly above: number;
  readonly shareOf: (shares: SlopeShares) => number;
  readonly what: string;
}

function checkingShares(every: number, threshold: number, limit: ShareLimit): Check {
  return (record) =>
    (record.index + 1) % every === 0 ? checkShares(record, threshold, limit) : undefined;
}

function checkShares(
  record: Watched,
  threshold: number,
  { quantity, above, shareOf, what }: ShareLimit,
): Finding | undefined {
  const { index, network } = record;
  const shares = network.activations.map((_, l) => {
    const slopes = slopeSharesAt(l, network, record, threshold);
    return slopes ? shareOf(slopes) : 0;
  });
  const value = Math.max(...shares);
  if (value <= above) return undefined;
  const layer = shares.indexOf(value);
  return {
    quantity,
    layer,
    value,
    examples: [],
    text: `In iteration ${index + 1}, ${percent(value)} of ${what}, in layer ${layer}; more than ${percent(above)}`,
  };
}

function percent(share: number): string {
  return `${readable(100 * share)} %`;
}
