import { defer, type ObservableInput, type OperatorFunction, tap } from 'rxjs';
import type { RunState } from '../../src/formats/runState/runState.js';
import type { Step } from '../records.js';
import { type Saved, type SaveOptions, saveEvery } from '../saveEvery.js';
import type { Taken } from './iterateOver.js';
import { type Arrival, arrivalOf } from './received.js';

/**
 * Saves the state of a run after every n-th iteration, and acknowledges what it has learnt from when that is saved.
 *
 *   in:      --s1-s2-s3-s4-|      n = 2
 *   save:         ----
 *   out:     ---------2----4|
 *   acked:   ---------x----x      the deliveries of s1 and s2, then those of s3 and s4
 *
 * A delivery whose step is lost comes again; one whose step is saved does not, and would be known by its id if it did.
 *
 * Timing: that of `saveEvery`; completes when the last state is saved. What could not be saved is not acknowledged.
 * @param save has to have made the state durable when it completes
 * @throws {RangeError} at the call, when `n` is not a positive integer
 * @example
 * const { source, sink } = inProcess();
 * void sink.send({ value: Uint8Array.of(2, 1) });
 * const decode = ([x, label]) => ({ example: { features: [x], label } });
 * const phases = pipe(propagateForward(), propagateBackward(), updateParameters(gradientDescent(0.5)));
 * const run$ = receive(source).pipe(
 *   decodeExamples(decode, { next() {} }),
 *   bufferCount(1),
 *   iterateOver(),
 *   take(1),
 *   gatherExamples({ features: 1, outputs: 1 }),
 *   closeLoop(createNetwork([1, 1]), phases),
 * );
 * const saved = [];
 * lastValueFrom(run$.pipe(acknowledgeAfter(1, (state) => of(saved.push(state.intake.positions))), map(() => saved))) // => [{ 'in-process': '0' }]
 */
export function acknowledgeAfter<R extends Step & Taken<unknown>>(
  n: number,
  save: (state: RunState) => ObservableInput<unknown>,
  options: SaveOptions = {},
): OperatorFunction<R, Saved> {
  const saving = saveEvery<R>(n, save, options);
  return (step$) =>
    defer(() => {
      const waiting: {
        readonly iteration: number;
        /** Not what they say: of tens of thousands that wait, that is most of the memory. */
        readonly arrivals: readonly Arrival[];
      }[] = [];
      return step$.pipe(
        tap(({ index, deliveries }) =>
          waiting.push({ iteration: index + 1, arrivals: deliveries.map(arrivalOf) }),
        ),
        saving,
        tap(({ iteration, error }) => {
          if (error !== undefined) return;
          while (waiting.length > 0 && waiting[0].iteration <= iteration) {
            for (const arrival of waiting.shift()?.arrivals ?? []) arrival.ack();
          }
        }),
      );
    });
}
