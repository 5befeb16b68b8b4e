import type { Policy } from '../src/errors.js';
import type { Check } from '../src/model/checks/check.js';
import { checkCost } from '../src/model/checks/checkCost.js';
import { checkingGradient, type GradientLimits } from '../src/model/checks/checkGradient.js';
import { checkingSpikes, type SpikeLimits } from '../src/model/checks/checkSpike.js';
import {
  checkingDeadUnits,
  checkingSaturation,
  type DeadUnitLimits,
  type SaturationLimits,
} from '../src/model/checks/checkUnits.js';
import { keepingCosts, type RecentCosts } from '../src/model/checks/recentCosts.js';
import type { GuardMemory } from '../src/model/guardMemory.js';
import type { WayBackOptions } from './wayBack.js';

/** What is done when a check finds something. */
export interface WithPolicy {
  readonly policy: Policy;
}

/** What a guard watches, and what it does about it. Only the first check is made unless others are asked for. */
export interface GuardOptions {
  /** A cost that is not a finite number. Default 'halt'. */
  readonly nonFiniteCost?: Policy;
  /** A cost of more than `times` the median of the last `window` ones. */
  readonly spike?: WithPolicy & SpikeLimits;
  /** A gradient whose norm is more than `above`, or not a finite number. */
  readonly gradientNorm?: WithPolicy & GradientLimits;
  /** A hidden layer where the slope of more than a share of the units is 0 for every example of the batch. */
  readonly deadUnits?: WithPolicy & DeadUnitLimits;
  /** A hidden layer where more than a share of the activations have next to no slope. */
  readonly saturatedUnits?: WithPolicy & SaturationLimits;
  /** How 'rollBack' goes about it. */
  readonly rollBack?: WayBackOptions;
  /** Where the guard of an earlier run stood, of which this one is the rest. Default: at its start. */
  readonly from?: GuardMemory | undefined;
}

/** A check of one run, with what is done when it finds something. */
export interface PolicedCheck extends WithPolicy {
  readonly check: Check;
}

/** What a guard watches a run with. */
export interface Watch {
  readonly checks: readonly PolicedCheck[];
  /** The costs that spikes are told from, where it looks for these. */
  readonly recent: RecentCosts | undefined;
}

/** New checks, for one run. */
export function watchOf({
  nonFiniteCost = 'halt',
  spike,
  gradientNorm,
  deadUnits,
  saturatedUnits,
  from,
}: GuardOptions): Watch {
  const checks: PolicedCheck[] = [{ policy: nonFiniteCost, check: checkCost }];
  const add = ({ policy }: WithPolicy, check: Check) => checks.push({ policy, check });
  let recent: RecentCosts | undefined;
  if (spike) {
    recent = keepingCosts(spike.window ?? 20, from?.costs);
    add(spike, checkingSpikes(spike, recent));
  }
  if (gradientNorm) add(gradientNorm, checkingGradient(gradientNorm));
  if (deadUnits) add(deadUnits, checkingDeadUnits(deadUnits));
  if (saturatedUnits) add(saturatedUnits, checkingSaturation(saturatedUnits));
  return { checks, recent };
}

/**
 * Refuses options that make no sense.
 *
 * @throws {RangeError}
 */
export function requireGuard(options: GuardOptions): void {
  const { nonFiniteCost = 'halt', spike, gradientNorm, rollBack = {} } = options;
  const { deadUnits, saturatedUnits } = options;
  requirePolicy(nonFiniteCost);
  for (const limits of [spike, gradientNorm, deadUnits, saturatedUnits]) {
    if (limits) requirePolicy(limits.policy);
  }
  if (spike) {
    const { times = 10, window = 20 } = spike;
    requireThat(times > 1 && times < Infinity, 'spike.times', 'a number above 1', times);
    requireWhole('spike.window', window);
  }
  if (gradientNorm) {
    const { above } = gradientNorm;
    requireThat(above > 0, 'gradientNorm.above', 'a positive number', above);
  }
  for (const [name, units] of Object.entries({ deadUnits, saturatedUnits })) {
    if (units === undefined) continue;
    const { above, every = 100 } = units;
    requireThat(above >= 0 && above < 1, `${name}.above`, 'a share from 0 to below 1', above);
    requireWhole(`${name}.every`, every);
  }
  const { slope = 1e-3 } = saturatedUnits ?? {};
  requireThat(slope > 0, 'saturatedUnits.slope', 'a positive number', slope);
  const { keepEvery = 100, factor = 0.5, most = 5 } = rollBack;
  requireWhole('rollBack.keepEvery', keepEvery);
  requireThat(factor > 0 && factor < 1, 'rollBack.factor', 'a number between 0 and 1', factor);
  requireWhole('rollBack.most', most);
}

const policies: readonly Policy[] = ['halt', 'rollBack', 'skip', 'warn'];

function requirePolicy(policy: Policy): void {
  if (!policies.includes(policy)) {
    throw new RangeError(`Unknown policy "${policy}" of guard(); there are ${policies.join(', ')}`);
  }
}

function requireWhole(name: string, value: number): void {
  requireThat(Number.isInteger(value) && value >= 1, name, 'a whole number, 1 or more', value);
}

function requireThat(holds: boolean, name: string, range: string, value: number): void {
  if (!holds) throw new RangeError(`The option ${name} of guard() is ${range}; found ${value}`);
}
