import { defer, filter, type MonoTypeOperatorFunction, map } from 'rxjs';
import { type KnownId, knownIds } from './knownIds.js';
import { type AckWatcher, type Arrival, arrivalOf, type Received, watched } from './received.js';

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
  from = [],
}: DropOptions = {}): MonoTypeOperatorFunction<Received<T>> {
  return (received$) =>
    defer(() => {
      const ids = knownIds<KnownId>(most);
      /** What has come again of ids that are not acknowledged. */
      const repetitions = new Map<string, Arrival[]>();
      for (const id of new Set(from)) ids.add({ id, isSettled: true, isOld: false });

      const watcher: AckWatcher = {
        acknowledged({ id, isOld }) {
          if (isOld) ids.forget(id);
          // Nearly all come once.
          if (repetitions.size === 0) return;
          const again = repetitions.get(id) ?? [];
          repetitions.delete(id);
          for (const each of again) each.ack();
        },
      };

      function repeat(arrival: Arrival, before: KnownId): void {
        arrival.taken();
        const { id } = arrival;
        const again = repetitions.get(id);
        if (before.isSettled) arrival.ack();
        else if (again === undefined) repetitions.set(id, [arrival]);
        else again.push(arrival);
      }

      return received$.pipe(
        map((received) => {
          const before = ids.get(received.id);
          if (before !== undefined) {
            repeat(arrivalOf(received), before);
            return undefined;
          }
          const first = watched(received, watcher);
          ids.add(first.arrival);
          return first;
        }),
        filter((received) => received !== undefined),
      );
    });
}
