import { defer, map, type Observable, Subject } from 'rxjs';
import type { Delivery, Positions } from '../connectors/delivery.js';
import { shortId } from '../connectors/shortId.js';
import type { Source } from '../connectors/source.js';

/** A delivery that takes up room until somebody says that it no longer waits. */
export interface Received<T = Uint8Array> extends Delivery<T> {
  /** It has been taken into a batch, or is left out: there is room for another one. Only the first call counts. */
  taken(): void;
}

/** How much is received ahead, and where it begins. */
export interface ReceiveOptions {
  /** The most deliveries that wait for their batch, those on the way counted. Default 1024. */
  readonly ahead?: number;
  /** Behind which positions the source is opened. Default: where it was left. */
  readonly after?: Positions | undefined;
}

/**
 * Receives what a source delivers, as fast as it is taken: demand reaches back to the broker.
 *
 *   source:   a b c d e f ...                ahead: 2
 *   out:      a-b-----c--d
 *   taken():  ------a--b----
 *
 * An id of more than 256 characters becomes `sha256:` and the digest of its UTF-8.
 *
 * Timing: connects when it is subscribed to, and asks for `ahead` deliveries at once; one more for each that is taken.
 * Ends and fails with the source.
 * @throws {RangeError} at the call, when `ahead` is not a positive integer
 * @example
 * const { source, sink } = inProcess();
 * for (const byte of [1, 2, 3]) void sink.send({ value: Uint8Array.of(byte) });
 * lastValueFrom(receive(source, { ahead: 2 }).pipe(tap((each) => each.taken()), map(({ value }) => value[0]), take(3))) // => 3
 */
export function receive(
  source: Source,
  { ahead = 1024, after }: ReceiveOptions = {},
): Observable<Received> {
  if (!Number.isInteger(ahead) || ahead < 1) {
    throw new RangeError(`A whole number of deliveries, 1 or more, waits ahead; found ${ahead}`);
  }
  return defer(() => {
    const demand$ = new Subject<number>();
    const first$ = defer(() => {
      queueMicrotask(() => demand$.next(ahead));
      return source.open({ demand$, after });
    });
    return first$.pipe(
      map((delivery) => {
        let waits = true;
        const taken = () => {
          if (waits) demand$.next(1);
          waits = false;
        };
        const { value, whole } = delivery;
        return { ...settling(delivery), value, ...(whole && { whole }), taken };
      }),
    );
  });
}

/** The same delivery with another value. */
export function withValue<T>(received: Received<unknown>, value: T): Received<T> {
  return { ...received, value };
}

/** What a delivery has beside its value, as a plain object, so that it can be spread. */
function settling(delivery: Delivery<unknown>) {
  const { position } = delivery;
  return {
    id: shortId(delivery.id),
    position,
    ack: () => delivery.ack(),
    nak: (delayMs?: number) => delivery.nak(delayMs),
    extend: () => delivery.extend(),
  };
}
