import type { Matrix } from '../../numerics/matrix.js';
import type { Check, Watched } from './check.js';
import { columnsBehindHalf, listOf } from './examplesBehind.js';
import { readable } from './readable.js';
import type { RecentCosts } from './recentCosts.js';

/** What a spike is. */
export interface SpikeLimits {
  /** How many times the median. More than 1. Default 10. */
  readonly times?: number;
  /** Of how many costs. Default 20. */
  readonly window?: number;
}

/**
 * Finds costs of more than `times` the median of the last `window` finite ones, spikes included; the first
 * `window` costs are none. The median of an even number is the lower one of the two in the middle.
 *
 * @param recent the costs before, to which each one is added
 */
export function checkingSpikes(
  { times = 10 }: Pick<SpikeLimits, 'times'>,
  recent: RecentCosts,
): Check {
  return (record) => {
    const { index, cost } = record;
    if (!Number.isFinite(cost)) return undefined;
    const isSpike = recent.medianIsBelow(cost / times);
    const median = isSpike ? recent.median() : 0;
    recent.add(cost);
    if (!isSpike) return undefined;
    const examples = columnsBehindHalf(costsOfExamples(record)).map((j) => record.examples[j]);
    return {
      quantity: 'spike',
      value: cost,
      examples,
      text:
        `The cost of iteration ${index + 1} is ${readable(cost)}, more than ${times} times the median ` +
        `${readable(median)} of the ${recent.window} before: half of it comes from ${listOf(examples)}`,
    };
  };
}

function costsOfExamples({ network: { loss }, Z, Y }: Watched): number[] {
  const ZL = Z[Z.length - 1];
  return Array.from({ length: Y.cols }, (_, j) => loss.cost(columnOf(ZL, j), columnOf(Y, j)));
}

function columnOf({ rows, cols, values }: Matrix, j: number): Matrix {
  return { rows, cols: 1, values: values.filter((_, at) => at % cols === j) };
}
