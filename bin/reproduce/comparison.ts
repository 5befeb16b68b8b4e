/** A figure of ours with its counterpart. */
export interface Row {
  readonly label: string;
  /** As it is printed there. */
  readonly theirs: string;
  readonly ours: number;
  /** How near the two must be; without it there is no telling, and they are only shown. */
  readonly within?: number;
}

/** A row, compared. */
export interface Comparison extends Row {
  /** Counted from 1. */
  readonly row: number;
  /** Ours, with as many digits as theirs are printed with, less theirs. */
  readonly difference: number;
  readonly comparable: boolean;
  /** Only where the two are comparable. */
  readonly agrees?: boolean;
}

/** What a table of comparisons comes to. */
export interface Summary {
  readonly rows: number;
  /** The last row that is comparable; 0 when none is. */
  readonly comparableTo: number;
  /** The largest difference among the comparable rows. */
  readonly worstDifference: number;
  /** The comparable rows that do not agree. */
  readonly disagreeing: readonly number[];
}

export function compare(row: Row, number: number): Comparison {
  const { theirs, ours, within } = row;
  const difference = Number(printedLike(ours, theirs)) - Number(theirs);
  const comparable = within !== undefined;
  return {
    ...row,
    row: number,
    difference,
    comparable,
    ...(comparable && { agrees: Math.abs(difference) <= within }),
  };
}

export function summarize(comparisons: readonly Comparison[]): Summary {
  const comparable = comparisons.filter((comparison) => comparison.comparable);
  return {
    rows: comparisons.length,
    comparableTo: comparable.at(-1)?.row ?? 0,
    worstDifference: Math.max(0, ...comparable.map(({ difference }) => Math.abs(difference))),
    disagreeing: comparable.filter(({ agrees }) => agrees !== true).map(({ row }) => row),
  };
}

/** A number with as many digits behind the point as a printed one has: `0.6440`, `3.0e-9`. */
export function printedLike(value: number, printed: string): string {
  const [mantissa, exponent] = printed.split('e');
  const digits = mantissa.split('.')[1]?.length ?? 0;
  return exponent === undefined ? value.toFixed(digits) : value.toExponential(digits);
}
