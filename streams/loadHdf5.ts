import { defer, type Observable } from 'rxjs';
import type { Examples } from '../src/data/examples.js';
import type { ReadExamplesOptions } from '../src/data/hdf5/chooseNames.js';
import { readExamples } from '../src/data/hdf5/readExamples.js';

/**
 * Loads labelled examples from an HDF5 file.
 *
 *         loadHdf5('train_catvnoncat.h5')
 *   out:  -----(e|)      e: {values, exampleShape, labels, classNames}
 *
 * Options, types and shapes are those of `readExamples`.
 *
 * Timing: asynchronous, one out, then the end. Cold: nothing is opened before a subscription, and each
 * reads anew; unsubscribing early gives nothing.
 * @throws {DataError} through the error channel when the file is missing, damaged or holds something else
 * @example
 * lastValueFrom(loadHdf5('train_catvnoncat.h5').pipe(map(({ exampleShape }) => exampleShape))) // => [64, 64, 3]
 */
export function loadHdf5(path: string, options: ReadExamplesOptions = {}): Observable<Examples> {
  return defer(() => readExamples(path, options));
}
