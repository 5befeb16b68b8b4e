/** The middle of a sample, and the quarters around it. */
export interface Spread {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/**
 * Median and quartiles, interpolated between neighbours as NumPy's `quantile` does.
 *
 * @throws {RangeError} when the sample is empty
 */
export function spreadOf(sample: readonly number[]): Spread {
  if (sample.length === 0) throw new RangeError('Cannot take the median of an empty sample');
  const sorted = sample.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.ceil(position);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}

/** The middle of a sample. */
export function median(sample: readonly number[]): number {
  return spreadOf(sample).median;
}
