import { type EarlyRule, type Mode, medianRule, successiveHalving } from '../../streams/index.js';
import type { Trial } from './axes.js';
import type { SweepOptions } from './sweepOptions.js';

/** A low cost is good, and a high accuracy. */
export function modeOf({ metric }: Pick<SweepOptions, 'metric'>): Mode {
  return metric === 'cost' ? 'min' : 'max';
}

/** The rule of `--early`, set for the longest of the trials. */
export function earlyRuleOf(
  options: Pick<SweepOptions, 'early' | 'metric'>,
  trials: readonly Trial[],
): EarlyRule | undefined {
  const mode = modeOf(options);
  const longest = Math.max(...trials.map(({ iterations }) => iterations));
  const rules = {
    none: () => undefined,
    median: () => medianRule({ mode, after: longest / 4 }),
    halving: () => successiveHalving({ mode, eta: 3, first: Math.ceil(longest / 9) }),
  };
  return rules[options.early]();
}
