import { filter, map, type Observer, type OperatorFunction } from 'rxjs';
import { type Received, withValue } from './received.js';

/** What a payload says, or why it cannot be decoded. */
export type Decoded<E> = { readonly example: E } | { readonly reason: string };

/** A payload that could not be decoded. It is to be acknowledged when it is safe elsewhere. */
export interface Unreadable {
  readonly delivery: Received;
  readonly reason: string;
}

/**
 * Decodes what came. What cannot be decoded goes aside, with the reason, and never stops the stream.
 *
 *   in:         --a--?--b--
 *   out:        --A-----B--
 *   unreadable: -----?-----     {delivery, reason}
 *
 * Timing: synchronous; ends and fails with the source.
 * @param decode is not to throw
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
  unreadable: Pick<Observer<Unreadable>, 'next'>,
): OperatorFunction<Received, Received<E>> {
  return (received$) =>
    received$.pipe(
      map((delivery) => {
        const found = decode(delivery.value);
        if ('example' in found) return withValue(delivery, found.example);
        delivery.taken();
        unreadable.next({ delivery, reason: found.reason });
        return undefined;
      }),
      filter((received) => received !== undefined),
    );
}
