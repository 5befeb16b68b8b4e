import type { Matrix } from '../../numerics/matrix.js';

/** Columns that hold a number that is not finite. */
export function columnsNotFinite({ rows, cols, values }: Matrix): number[] {
  const columns: number[] = [];
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < rows; i++) {
      if (!Number.isFinite(values[i * cols + j])) {
        columns.push(j);
        break;
      }
    }
  }
  return columns;
}

/** The fewest columns that make up half of what all of them contribute, the largest first. */
export function columnsBehindHalf(contributions: readonly number[]): number[] {
  const half = contributions.reduce((sum, part) => sum + part, 0) / 2;
  const descending = contributions.map((_, j) => j);
  descending.sort((j, k) => contributions[k] - contributions[j]);
  let sum = 0;
  const reached = descending.findIndex((j) => {
    sum += contributions[j];
    return sum >= half;
  });
  return half > 0 ? descending.slice(0, reached + 1) : [];
}

/** Examples as people read them: all when they are few, else the first and how many there are. */
export function listOf(examples: readonly number[]): string {
  if (examples.length === 1) return `example ${examples[0]}`;
  const first = examples.slice(0, SHOWN).join(', ');
  return examples.length <= SHOWN
    ? `examples ${first}`
    : `${examples.length} examples (${first}, ...)`;
}

const SHOWN = 5;
