import type { Observable } from 'rxjs';
import type { RunState } from '../../src/index.js';
import {
  bufferBatches,
  decodeExamples,
  dropRepeated,
  iterateOver,
  type Labelled,
  receive,
  type Source,
  type Taken,
} from '../../streams/index.js';
import type { DeadLetters } from './deadLetters.js';
import { decoderOf } from './learnedBy.js';
import type { LearnOptions } from './learnOptions.js';

/** Batches of what arrives, each an iteration, from where a run stood. */
export function arrivals(
  source: Source,
  options: LearnOptions,
  aside: DeadLetters,
  resume: RunState | undefined,
): Observable<Taken<Labelled>> {
  const { batchSize: count, batchTime: timeMs, ids } = options;
  // Another pipe begins at its first line, whatever came through the last one.
  const before = options.from === '-' ? undefined : resume?.intake;
  return receive(source, { ahead: 4 * count, after: before?.positions }).pipe(
    decodeExamples(decoderOf(options), aside),
    dropRepeated({ most: ids, from: before?.ids }),
    bufferBatches({ count, timeMs }),
    iterateOver({ resume, ids }),
  );
}
