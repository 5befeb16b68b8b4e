import { type OperatorFunction, switchMap, takeWhile, timer } from 'rxjs';
import type { Step } from '../../streams/index.js';

const QUIET_MS = 250;
const AGAIN_MS = 1000;

/**
 * Asks for the last step to be saved when nothing has come behind it for 250 ms, and each second until it is: a sender
 * that waits for its acknowledgement would wait for examples that it is to send itself.
 *
 *   in:   --a-b-----------------c---
 *   out:  ---------x------x------       b is saved behind the second x
 *
 * Timing: by the timers of RxJS; goes on behind the end of the source.
 * @param isSaved whether the step of an index is saved, or a later one
 */
export function whenQuiet(
  isSaved: (index: number) => boolean,
): OperatorFunction<Pick<Step, 'index'>, unknown> {
  return switchMap(({ index }) => timer(QUIET_MS, AGAIN_MS).pipe(takeWhile(() => !isSaved(index))));
}
