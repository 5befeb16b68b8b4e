import { ShapeError } from '../errors.js';

/** Numbers of one example after another, as they came from a file: uint8 pixels or floats. */
export type RawValues = Uint8Array | Float32Array | Float64Array;

/**
 * Labelled examples as they are stored, before they become columns of a matrix.
 *
 * `values` holds the examples one after another, each row-major in `exampleShape`
 * (an image is (height, width, channel)); `labels[i]` is an index into `classNames`, so that there can be 256
 * classes.
 */
export interface Examples {
  readonly values: RawValues;
  /** Shape of one example: `[64, 64, 3]` for the cat images, `[20]` for a row of 20 features. */
  readonly exampleShape: readonly number[];
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
}

/**
 * How many numbers one example has: the product of `exampleShape`.
 *
 * @example
 * featureCount({ exampleShape: [64, 64, 3] }) // => 12288
 */
export function featureCount({ exampleShape }: Pick<Examples, 'exampleShape'>): number {
  return exampleShape.reduce((product, length) => product * length, 1);
}

/**
 * Refuses examples whose parts do not belong together, before loops run over them unchecked.
 *
 * @throws {ShapeError} when there is not a number for every feature of every label
 */
export function requireWhole(examples: Examples): void {
  const { values, labels, exampleShape } = examples;
  if (values.length !== labels.length * featureCount(examples)) {
    throw new ShapeError(
      `Cannot take ${values.length} numbers for ${labels.length} examples of shape (${exampleShape.join(', ')})`,
    );
  }
}
