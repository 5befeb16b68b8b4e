import { type Observable, share } from 'rxjs';
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

/** Where a run stands, and what it has beside its source. */
interface Standing {
  readonly aside: DeadLetters;
  readonly resume: RunState | undefined;
  /** The source stays open until then, behind the last step too: what that has learnt is acknowledged when it is saved. */
  readonly settled$: Observable<void>;
}

/** Batches of what arrives, each an iteration, from where a run stood. */
export function arrivals(
  source: Source,
  options: LearnOptions,
  { aside, resume, settled$ }: Standing,
): Observable<Taken<Labelled>> {
  const { batchSize: count, batchTime: timeMs, ids } = options;
  // Another pipe begins at its first line, whatever came through the last one.
  const before = options.from === '-' ? undefined : resume?.intake;
  return receive(source, { ahead: 8 * count, after: before?.positions }).pipe(
    share({ resetOnRefCountZero: () => settled$ }),
    decodeExamples(decoderOf(options), aside),
    dropRepeated({ most: ids, from: before?.ids }),
    bufferBatches({ count, timeMs }),
    iterateOver({ resume, ids }),
  );
}
