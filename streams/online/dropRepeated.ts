import { defer, type MonoTypeOperatorFunction, mergeMap } from 'rxjs';
import { idWindow } from './idWindow.js';
import type { Received } from './receive.js';

/** How far back repetitions are known. */
export interface DropOptions {
  /** The ids that are remembered. Default 10,000. */
  readonly most?: number;
  /** Those that were used before: `intake.ids` of a saved run. */
  readonly from?: readonly string[] | undefined;
}

/**
 * Lets each id pass once.
 *
 *   in:   --a--b--a--c--b--
 *   out:  --a--b-----c-----
 *
 * What is repeated is acknowledged together with the first one, at once where that has been: if it were sooner, a
 * broker would forget what is not yet saved.
 *
 * Timing: synchronous; ends and fails with the source.
 * @example
 * const { source, sink } = inProcess();
 * for (const id of ['a', 'b', 'a', 'c']) void sink.send({ id, value: Uint8Array.of(0) });
 * lastValueFrom(receive(source).pipe(dropRepeated(), take(3), map(({ id }) => id), toArray())) // => ['a', 'b', 'c']
 */
export function dropRepeated<T>({
  most = 10_000,
  from,
}: DropOptions = {}): MonoTypeOperatorFunction<Received<T>> {
  return (received$) =>
    defer(() => {
      const known = idWindow(most, from);
      /** Repetitions of what is not settled yet. */
      const inFlight = new Map<string, Received<T>[]>();

      function first(received: Received<T>): Received<T> {
        const { id } = received;
        const repetitions: Received<T>[] = [];
        known.add(id);
        inFlight.set(id, repetitions);
        return {
          ...received,
          ack() {
            inFlight.delete(id);
            received.ack();
            for (const each of repetitions) each.ack();
          },
        };
      }

      return received$.pipe(
        mergeMap((received) => {
          const { id } = received;
          if (!known.has(id) && !inFlight.has(id)) return [first(received)];
          received.taken();
          const repetitions = inFlight.get(id);
          if (repetitions === undefined) received.ack();
          else repetitions.push(received);
          return [];
        }),
      );
    });
}
