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
}
