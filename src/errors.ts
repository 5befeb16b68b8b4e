/** Two matrices whose shapes do not fit together. The message names both. */
export class ShapeError extends RangeError {
  override readonly name = 'ShapeError';
}

/**
 * Trouble in the data or on the way to it: a file that is missing or damaged, labels that are not
 * classes, sets that do not belong together. The message is one line: what was found and what to do.
 */
export class DataError extends Error {
  override readonly name = 'DataError';
  /** What of a file the caller has to name: the data set of the examples, of the labels, or both. */
  readonly choose: readonly ('x' | 'y')[];

  constructor(message: string, { choose = [], ...options }: DataErrorOptions = {}) {
    super(message, options);
    this.choose = choose;
  }
}

/** What a `DataError` knows beside its message. */
export interface DataErrorOptions extends ErrorOptions {
  /** Default none. */
  readonly choose?: readonly ('x' | 'y')[];
}

/** A library of the system that was asked for and cannot be used. The message is one line: why, and what to do. */
export class LibraryError extends Error {
  override readonly name = 'LibraryError';
}

/** A cost that stopped being a finite number. */
export class DivergenceError extends Error {
  override readonly name = 'DivergenceError';

  /**
   * @param iteration counted from 1
   * @param cost NaN or an infinity
   * @param likelyCause what to look at first
   */
  constructor(
    readonly iteration: number,
    readonly cost: number,
    readonly likelyCause: string,
  ) {
    super(`The cost of iteration ${iteration} is ${cost}: ${likelyCause}`);
  }
}

/** What a guard does: end the run, go back to a good state, leave the update out, or tell only. */
export type Policy = 'halt' | 'rollBack' | 'skip' | 'warn';

/** What a guard watches. */
export type Quantity = 'cost' | 'spike' | 'gradientNorm' | 'deadUnits' | 'saturatedUnits';

/** What a guard found, and what it did about that. Plain data. */
export interface Trouble {
  /** Counted from 1. */
  readonly iteration: number;
  readonly quantity: Quantity;
  /** Where, if it can be told. */
  readonly layer?: number;
  /** The cost, for a spike too; the norm of the gradient; the share of the units or activations. */
  readonly value: number;
  /** Which examples of the data are behind it, if it can be told. */
  readonly examples: readonly number[];
  /** What was done: where several checks of an iteration find something, the gravest of what they ask for. */
  readonly policy: Policy;
  /** All of this in one line. */
  readonly message: string;
}

/** Trouble that ended a run. */
export class GuardError extends Error {
  override readonly name = 'GuardError';

  constructor(readonly trouble: Trouble) {
    super(trouble.message);
  }
}
