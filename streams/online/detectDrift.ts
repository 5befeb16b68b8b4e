import { defer, filter, map, type Observer, type OperatorFunction } from 'rxjs';
import type { Drift, DriftDetector } from '../../src/online/drift/driftDetector.js';

/** A change, and what the detector remembers behind it. Plain data. */
export interface DriftEvent<Memory> extends Drift {
  readonly memory: Memory;
}

/** Where a detector goes on. */
export interface DetectDriftOptions<Memory> {
  /** Where that of an earlier run stood, of which this one is the rest. Default: at its start. */
  readonly from?: Memory | undefined;
}

/**
 * Tells when the mean of numbers has changed: of errors, or of costs.
 *
 *   in:       --0--0--0--1--1--1--0--0--|
 *             detectDrift(detector, {}, memories)
 *   out:      -----------------d--------|     d: {type: 'drift', at: 6, before: 0, after: 1, memory}
 *   memories: --m--m--m--m--m--m--m--m---     what is remembered after each number
 *
 * What is remembered is a plain value: the last one that `memories` was told, as a `BehaviorSubject` keeps it, is
 * all that `from` needs for the same events from there on. A number that is not finite counts in `at` alone.
 *
 * Timing: synchronous, with the number that shows the change; ends and fails with the source.
 * @param detector `adwin()` or `pageHinkley()`
 * @param memories is told first of each number, then comes the event
 * @example
 * const error$ = range(0, 960).pipe(map((i) => (i < 480 ? 0 : 1)));
 * lastValueFrom(error$.pipe(detectDrift(adwin()), map(({ at, before, after }) => [at, before, after]), first())) // => [512, 0, 2 / 3]
 */
export function detectDrift<Memory>(
  detector: DriftDetector<Memory>,
  { from }: DetectDriftOptions<Memory> = {},
  memories: Pick<Observer<Memory>, 'next'> = { next() {} },
): OperatorFunction<number, DriftEvent<Memory>> {
  return (number$) =>
    defer(() => {
      let memory = from ?? detector.first;
      return number$.pipe(
        map((value) => {
          const detection = detector.next(memory, value);
          memory = detection.memory;
          memories.next(memory);
          return detection.drift && { ...detection.drift, memory };
        }),
        filter((event) => event !== undefined),
      );
    });
}
