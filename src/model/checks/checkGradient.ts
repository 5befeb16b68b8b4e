import type { Matrix } from '../../numerics/matrix.js';
import { squaredNorm } from '../../numerics/squaredNorm.js';
import { gradientNorm, isGradientWithin } from '../measures/gradientNorm.js';
import type { Check, Watched } from './check.js';
import { columnsBehindHalf, columnsNotFinite, listOf } from './examplesBehind.js';
import { readable } from './readable.js';

/** What an exploding gradient is. */
export interface GradientLimits {
  /** A norm of all dW and db together. */
  readonly above: number;
}

/**
 * Finds gradients whose norm is above a limit or not finite, with the layer that has the largest share.
 *
 * Examples go by |AL - Y| |A[l-1]|, the slope at the output times what comes into that layer: the norm of
 * their gradients where the layer is the last.
 */
export function checkingGradient({ above }: GradientLimits): Check {
  return (record) => {
    if (isGradientWithin(record, above)) return undefined;
    const norm = gradientNorm(record);
    const layer = largestLayer(record);
    const examples = columnsBehind(record, layer).map((j) => record.examples[j]);
    const whose = examples.length > 0 ? `, by ${listOf(examples)}` : '';
    return {
      quantity: 'gradientNorm',
      layer,
      value: norm,
      examples,
      text:
        `The gradient of iteration ${record.index + 1} has the norm ${readable(norm)}, beyond the limit of ` +
        `${above}, most of all in layer ${layer}${whose}`,
    };
  };
}

function largestLayer({ dW, db }: Watched): number {
  const norms = dW.map((A, l) => squaredNorm(A) + squaredNorm(db[l]));
  const overflown = norms.findIndex((norm) => !Number.isFinite(norm));
  return overflown === -1 ? norms.indexOf(Math.max(...norms)) : overflown;
}

function columnsBehind({ A, AL, Y }: Watched, layer: number): number[] {
  const input = A[layer - 1];
  const notFinite = [input, AL].map(columnsNotFinite).find((columns) => columns.length > 0);
  if (notFinite !== undefined) return notFinite;
  const misses = columnNorms(AL, Y);
  const inputs = columnNorms(input);
  return columnsBehindHalf(misses.map((miss, j) => miss * inputs[j]));
}

/** The length of each column of A, or of A - B. */
function columnNorms({ cols, values: a }: Matrix, B?: Matrix): number[] {
  const squares = Array<number>(cols).fill(0);
  a.forEach((entry, at) => {
    squares[at % cols] += (entry - (B?.values[at] ?? 0)) ** 2;
  });
  return squares.map(Math.sqrt);
}
