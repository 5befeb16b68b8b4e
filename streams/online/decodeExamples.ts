import { filter, map, type OperatorFunction } from 'rxjs';
import { type Received, withValue } from './received.js';

/** What a payload says, or why it cannot be decoded. */
export type Decoded<E> = { readonly example: E } | { readonly reason: string };

/** A payload that could not be decoded. It is to be acknowledged when it is safe elsewhere. */
export interface Unreadable {
  readonly delivery: Received;
  readonly reason: string;
}

/** What is kept of the message of an error, which may repeat the payload. */
const LONGEST_REASON = 200;

/** Where payloads go that could not be decoded. */
export interface UnreadableSink {
  /**
   * Takes one. If it returns a promise, the payload counts as one of those that wait until that is settled, so that a
   * sink that is slow or away stops what comes, and memory stays bounded.
   */
  next(unreadable: Unreadable): unknown;
}

/**
 * Decodes what came. What cannot be decoded goes aside, with the reason, and never stops the stream.
 *
 *   in:         --a--?--b--
 *   out:        --A-----B--
 *   unreadable: -----?-----     {delivery, reason}
 *
 * A payload of which the source has kept the beginning alone (`whole`) is not decoded. Nor is one that `decode` throws
 * at; the reason is the message of the error then.
 *
 * Timing: synchronous; ends and fails with the source.
 * @example
 * const { source, sink } = inProcess();
 * for (const byte of [1, 255, 2]) void sink.send({ value: Uint8Array.of(byte) });
 * const reasons = [];
 * const decode = ([byte]) => (byte < 128 ? { example: byte } : { reason: 'too large' });
 * const decoded$ = receive(source).pipe(decodeExamples(decode, { next: ({ reason }) => reasons.push(reason) }), take(2));
 * lastValueFrom(decoded$.pipe(map(({ value }) => [value, reasons]))) // => [2, ['too large']]
 */
export function decodeExamples<E>(
  decode: (payload: Uint8Array) => Decoded<E>,
  unreadable: UnreadableSink,
): OperatorFunction<Received, Received<E>> {
  function found({ value, whole }: Received): Decoded<E> {
    if (whole !== undefined) {
      return { reason: `${whole.bytes} bytes; the source takes ${value.length} at most` };
    }
    try {
      return decode(value);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { reason: message.slice(0, LONGEST_REASON) };
    }
  }

  function setAside(delivery: Received, reason: string): void {
    const kept = unreadable.next({ delivery, reason });
    const taken = () => delivery.taken();
    if (isPromise(kept)) void kept.then(taken, taken);
    else taken();
  }

  return (received$) =>
    received$.pipe(
      map((delivery) => {
        const decoded = found(delivery);
        if ('example' in decoded) return withValue(delivery, decoded.example);
        setAside(delivery, decoded.reason);
        return undefined;
      }),
      filter((received) => received !== undefined),
    );
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
