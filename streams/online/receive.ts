import { defer, map, type Observable, type Observer, Subject } from 'rxjs';
import type { Positions } from '../connectors/delivery.js';
import { shortId } from '../connectors/shortId.js';
import type { Source } from '../connectors/source.js';
import { arrived, type Received } from './received.js';

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
 * Timing: connects when it is subscribed to, and asks for `ahead` deliveries at once; in a microtask for one more for
 * each that was taken. Ends and fails with the source.
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
    const room = roomFor(demand$);
    const first$ = defer(() => {
      queueMicrotask(() => demand$.next(ahead));
      return source.open({ demand$, after });
    });
    return first$.pipe(map((delivery) => arrived(delivery, shortId(delivery.id), room)));
  });
}

/** What is told of each that no longer waits. A source is asked once for all of a batch. */
function roomFor(demand$: Pick<Observer<number>, 'next'>): () => void {
  let free = 0;
  const ask = () => {
    const count = free;
    free = 0;
    demand$.next(count);
  };
  return () => {
    if (free++ === 0) queueMicrotask(ask);
  };
}
