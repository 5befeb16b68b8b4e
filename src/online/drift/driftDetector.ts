/** A change in what was thought to stay the same. Plain data. */
export interface Drift {
  readonly type: 'drift';
  /** With which value it was found, counted from 1. */
  readonly at: number;
  /** The mean before the change, as far as it can be told. */
  readonly before: number;
  /** The mean since then. */
  readonly after: number;
}

/**
 * Finds changes of the mean of numbers that go on coming: a pair of pure functions, as it were. What is remembered
 * is a value that nobody writes, and survives JSON.
 *
 * A number that is not finite counts in `at`, and for nothing else.
 */
export interface DriftDetector<Memory> {
  /** Before the first number. */
  readonly first: Memory;
  /** What is remembered after another number, and the change that was found with it. */
  readonly next: (memory: Memory, value: number) => Detection<Memory>;
}

/** What a number comes to. */
export interface Detection<Memory> {
  readonly memory: Memory;
  readonly drift?: Drift;
}
