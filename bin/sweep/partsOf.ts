import { DataError, type Fold, foldsOf, holdOut } from '../../src/index.js';
import type { LoadedData } from '../loadData.js';
import { type PreparedSets, prepareSets } from '../prepareSets.js';
import type { SweepOptions } from './sweepOptions.js';

/** A part of the examples to train on, and the others to choose by, which stand in the place of a test set. */
export interface Part {
  readonly data: LoadedData;
  readonly sets: PreparedSets;
}

/**
 * What trials are trained on and compared by: one part, or as many as there are folds. Each is scaled by the
 * statistics of its own training examples, so that nothing leaks.
 *
 * @throws {DataError} when there are too few examples for the parts
 */
export function partsOf(
  options: Pick<SweepOptions, 'folds' | 'validation' | 'seed' | 'precision' | 'normalize'>,
  data: LoadedData,
): readonly Part[] {
  return loadedParts(options, data).map((part) => ({
    data: part,
    sets: prepareSets(options, part),
  }));
}

function loadedParts(
  { folds, validation, seed }: Pick<SweepOptions, 'folds' | 'validation' | 'seed'>,
  { train, test }: LoadedData,
): LoadedData[] {
  try {
    if (folds !== undefined) return foldsOf(train, folds, { seed }).map(withHeldAsTest);
    if (validation === 'test') return [{ train, test }];
    return [withHeldAsTest(holdOut(train, validation, { seed }))];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError(error.message, { cause: error });
  }
}

function withHeldAsTest({ train, held }: Fold): LoadedData {
  return { train, test: held };
}
