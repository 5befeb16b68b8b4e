import type { Observable } from 'rxjs';
import type { Delivery, Positions } from './delivery.js';

/** How a source is opened. */
export interface OpenOptions {
  /** How many more deliveries are wanted, each time. Nothing comes unasked, so that memory stays bounded. */
  readonly demand$: Observable<number>;
  /** Begins behind these positions, whatever was acknowledged. Default: where the source was left. */
  readonly after?: Positions | undefined;
}

/** What a source can do. Plain data. */
export interface SourceAbilities {
  /** What has not been acknowledged comes again: behind `nak()`, and when the source is opened the next time. */
  readonly redelivers: boolean;
  /** It can be opened behind a position. */
  readonly resumes: boolean;
}

/**
 * Where deliveries come from: a subject, a topic, a stream, a file.
 *
 *   demand$:  --2--------1----------
 *   out:      ---d1-d2----d3--------     connected when it is subscribed to, closed when it is unsubscribed from
 *
 * The laws, which `test/streams/connectors/laws.ts` holds for each:
 * deliveries of a part come in the order in which they were sent; no more than were asked for; those that were
 * acknowledged do not come again, those that were not do (where it `redelivers`); the bytes are those that were
 * sent; a connection that is lost comes back by itself, and nothing is lost meanwhile that the broker keeps. It
 * fails with a `ConnectorError` when the first connection cannot be made, and when what it reads is not there.
 */
export interface Source {
  /** For messages, without credentials: `nats://127.0.0.1:4222/examples`. */
  readonly name: string;
  readonly abilities: SourceAbilities;
  open(options: OpenOptions): Observable<Delivery>;
}
