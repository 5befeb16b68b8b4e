import type { Matrix } from '../../numerics/matrix.js';
import type { Check, Watched } from './check.js';
import { columnsBehindHalf, listOf } from './examplesBehind.js';
import { readable } from './readable.js';

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
 */
export function checkingSpikes({ times = 10, window = 20 }: SpikeLimits): Check {
  const costs = new Float64Array(window);
  let count = 0;
  return (record) => {
    const { index, cost } = record;
    if (!Number.isFinite(cost)) return undefined;
    const isSpike = count >= window && medianIsBelow(costs, cost / times);
    const median = isSpike ? medianOf(costs) : 0;
    costs[count % window] = cost;
    count++;
    if (!isSpike) return undefined;
    const examples = columnsBehindHalf(costsOfExamples(record)).map((j) => record.examples[j]);
    return {
      quantity: 'spike',
      value: cost,
      examples,
      text:
        `The cost of iteration ${index + 1} is ${readable(cost)}, more than ${times} times the median ` +
        `${readable(median)} of the ${window} before: half of it comes from ${listOf(examples)}`,
    };
  };
}

/** Counted, since sorting takes longer than a small iteration may. */
function medianIsBelow(costs: Float64Array, limit: number): boolean {
  let below = 0;
  for (let i = 0; i < costs.length; i++) if (costs[i] < limit) below++;
  return below > (costs.length - 1) >> 1;
}

function medianOf(costs: Float64Array): number {
  return costs.toSorted()[(costs.length - 1) >> 1];
}

function costsOfExamples({ network: { loss }, Z, Y }: Watched): number[] {
  const ZL = Z[Z.length - 1];
  return Array.from({ length: Y.cols }, (_, j) => loss.cost(columnOf(ZL, j), columnOf(Y, j)));
}

function columnOf({ rows, cols, values }: Matrix, j: number): Matrix {
  return { rows, cols: 1, values: values.filter((_, at) => at % cols === j) };
}
