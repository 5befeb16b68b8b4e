import { defer, filter, type MonoTypeOperatorFunction, map } from 'rxjs';
import { type KnownId, type KnownIds, knownIds } from './knownIds.js';
import { type Arrival, arrivalOf, type Received, Valued } from './received.js';

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
      const ids = knownIds<KnownArrival>(most);
      for (const id of new Set(from)) ids.add(new KnownBefore(id));
      return received$.pipe(
        map((received) => {
          const before = ids.get(received.id);
          if (before === undefined) {
            const first = new FirstOfId(arrivalOf(received), ids);
            ids.add(first);
            return new Valued(first, received.value);
          }
          received.taken();
          before.repeat(arrivalOf(received));
          return undefined;
        }),
        filter((received) => received !== undefined),
      );
    });
}

interface KnownArrival extends KnownId {
  /** It has come again. */
  repeat(arrival: Arrival): void;
}

/** An id that was used in an earlier run. */
class KnownBefore implements KnownArrival {
  readonly isSettled = true;
  isOld = false;

  constructor(readonly id: string) {}
  repeat(arrival: Arrival) {
    arrival.ack();
  }
}

/** The first arrival of its id. */
class FirstOfId implements Arrival, KnownArrival {
  isSettled = false;
  isOld = false;
  readonly id: string;
  private repetitions: readonly Arrival[] = NONE;

  constructor(
    private readonly arrival: Arrival,
    private readonly ids: KnownIds<KnownArrival>,
  ) {
    this.id = arrival.id;
  }
  get position() {
    return this.arrival.position;
  }
  repeat(arrival: Arrival) {
    if (this.isSettled) arrival.ack();
    else this.repetitions = [...this.repetitions, arrival];
  }
  taken() {
    this.arrival.taken();
  }
  ack() {
    this.isSettled = true;
    if (this.isOld) this.ids.forget(this.id);
    this.arrival.ack();
    for (const each of this.repetitions) each.ack();
    this.repetitions = NONE;
  }
  nak(delayMs?: number) {
    this.arrival.nak(delayMs);
  }
  extend() {
    this.arrival.extend();
  }
}

/** Nearly all come once. */
const NONE: readonly Arrival[] = [];
