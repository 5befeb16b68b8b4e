import {
  asapScheduler,
  finalize,
  ignoreElements,
  type Observable,
  observeOn,
  type Subject,
} from 'rxjs';
import type { Applied } from '../../streams/index.js';

/**
 * Completes what is told of commands when runs have ended; not at once, since the last commands are told back then.
 *
 * Timing: completes, or fails, with that.
 */
export function completeBehind(
  end$: Observable<unknown>,
  applied$: Subject<Applied>,
): Observable<never> {
  return end$.pipe(
    ignoreElements(),
    observeOn(asapScheduler),
    finalize(() => applied$.complete()),
  );
}
