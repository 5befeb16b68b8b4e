import { defer, filter, type MonoTypeOperatorFunction, map } from 'rxjs';
import { requireWhole } from '../../src/schedules/requireNumber.js';
import { knownIds } from './knownIds.js';
import { type Arrival, arrivalOf, type Received, type Watcher, watched } from './received.js';

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
 * broker would forget what is not yet saved. When the first one is refused, so is what is repeated, and the next of its
 * id passes.
 *
 * Timing: synchronous; ends and fails with the source.
 * @throws {RangeError} at the call, when `most` is not a whole number, 1 or more
 * @example
 * const { source, sink } = inProcess();
 * for (const id of ['a', 'b', 'a', 'c']) void sink.send({ id, value: Uint8Array.of(0) });
 * lastValueFrom(receive(source).pipe(dropRepeated(), take(3), map(({ id }) => id), toArray())) // => ['a', 'b', 'c']
 */
export function dropRepeated<T>({
  most = 10_000,
  from = [],
}: DropOptions = {}): MonoTypeOperatorFunction<Received<T>> {
  requireWhole('dropRepeated', 'most', most, 1);
  return (received$) =>
    defer(() => {
      const ids = knownIds(most);
      /** What has come again of ids that are open. */
      const repetitions = new Map<string, Arrival[]>();
      for (const id of from) {
        ids.meet(id);
        ids.settle(id);
      }

      /** What has come again of an id, and is kept no longer. */
      function repeated(id: string): readonly Arrival[] {
        // Nearly all come once.
        if (repetitions.size === 0) return [];
        const again = repetitions.get(id) ?? [];
        repetitions.delete(id);
        return again;
      }

      const watcher: Watcher = {
        acknowledged(id) {
          ids.settle(id);
          for (const each of repeated(id)) each.ack();
        },
        refused(id, delayMs) {
          ids.release(id);
          for (const each of repeated(id)) each.nak(delayMs);
        },
      };

      function keep(arrival: Arrival): void {
        const again = repetitions.get(arrival.id);
        if (again === undefined) repetitions.set(arrival.id, [arrival]);
        else again.push(arrival);
      }

      return received$.pipe(
        filter((received) => {
          const known = ids.meet(received.id);
          if (known === 'new') return true;
          const arrival = arrivalOf(received);
          arrival.taken();
          if (known === 'open') keep(arrival);
          else arrival.ack();
          return false;
        }),
        map((received) => watched(received, watcher)),
      );
    });
}
