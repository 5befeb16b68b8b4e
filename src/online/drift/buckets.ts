/** Numbers of which only this is kept. It survives JSON. */
export interface Bucket {
  readonly mean: number;
  /** The sum of the squared distances from the mean. */
  readonly squares: number;
}

/**
 * A window on numbers that go on coming, in memory that grows with the logarithm of its length: row i holds
 * buckets of 2^i numbers, the oldest first, and is older than the rows before it.
 */
export type Rows = readonly (readonly Bucket[])[];

/** A bucket, and how many numbers are in it. */
export interface Summary extends Bucket {
  readonly count: number;
}

export const nothing: Summary = { count: 0, mean: 0, squares: 0 };

/** The summary of both. */
export function joined(a: Summary, b: Summary): Summary {
  const count = a.count + b.count;
  if (count === 0) return nothing;
  const distance = b.mean - a.mean;
  const share = b.count / count;
  return {
    count,
    mean: a.mean + distance * share,
    squares: a.squares + b.squares + distance * distance * a.count * share,
  };
}

/** The window with another number. Of more than `most` buckets of a size the two oldest become one. */
export function withNumber(rows: Rows, value: number, most: number): Rows {
  const result = rows.slice();
  let added: Bucket = { mean: value, squares: 0 };
  for (let i = 0; ; i++) {
    const row = [...(result[i] ?? []), added];
    if (row.length <= most) {
      result[i] = row;
      return result;
    }
    const [a, b, ...newer] = row;
    result[i] = newer;
    const { mean, squares } = joined({ ...a, count: 2 ** i }, { ...b, count: 2 ** i });
    added = { mean, squares };
  }
}

/** All buckets, the oldest first. */
export function oldestFirst(rows: Rows): readonly Summary[] {
  return rows
    .flatMap((row, i) => row.map((bucket) => ({ ...bucket, count: 2 ** i })).reverse())
    .reverse();
}

/** The window without its oldest bucket. */
export function withoutOldest(rows: Rows): Rows {
  const rest = rows.slice(0, -1);
  const row = rows[rows.length - 1].slice(1);
  return row.length === 0 ? rest : [...rest, row];
}
