import { Observable } from 'rxjs';
import { ConnectorError } from '../connectorError.js';
import type { Delivery } from '../delivery.js';
import type { OpenOptions, Source } from '../source.js';
import { openServer } from './server.js';

/** Where requests come to, and from whom. */
export interface WebhookSourceOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** Default '127.0.0.1'. Any that is not loopback needs a token, and those for all addresses `allowedHosts`. */
  readonly host?: string;
  /** Default '/'. */
  readonly path?: string;
  /** What senders say in `Authorization: Bearer`, 22 characters or more. Default: none is needed. */
  readonly token?: string;
  /** Names that `Host` may have besides the loopback ones and `host`, without a port. Default none. */
  readonly allowedHosts?: readonly string[];
  /** The largest request. Default 1 MiB. */
  readonly maxBytes?: number;
  /** Requests that wait until their records are asked for; more are refused. Default 64. */
  readonly waiting?: number;
  /** How long a sender waits for its answer, from the last `extend()` on. Default 30,000. */
  readonly answerMs?: number;
  /** Is told the address each time that it listens. */
  readonly onListening?: (url: string) => void;
}

/** 128 random bits in base64. */
const SHORTEST_TOKEN = 22;
const loopback = ['localhost', '127.0.0.1', '[::1]'];
const everywhere = ['0.0.0.0', '::', ''];

/**
 * Records that are sent here by HTTP POST: one a request, or with `Content-Type: application/x-ndjson` one a line.
 *
 *   requests:  -p1----p2------p3----p4--      p2: two lines
 *   demand$:   2--------2-------------
 *   out:       -d1----d2-d3-----------       p3, p4 wait for demand
 *   answers:   ---202----------202----503    d1 acknowledged; d2 and d3; no demand came in time
 *
 * A sender is told 202 when all its records are acknowledged, and 503 with Retry-After when one of them is refused by
 * `nak()`, when nobody asks for them or settles them within `answerMs`, when too many wait, and when it is closed: it
 * may send the same again, all of it. Nothing comes again by itself, and there are no positions to go back to. Ids are
 * those of `Idempotency-Key` or `ce-id`, of lines with `:1`, `:2` behind it; without one they are new each time.
 *
 * Wrong requests are told so: 401 without the token, 404, 405, 413, 415; 403 for a Host that is not ours and for all
 * that comes from pages.
 *
 * Timing: as requests come; listens when it is subscribed to. Never completes.
 * @throws {RangeError} at the call, when the options would open it to strangers, or the path has no slash before it
 * @throws {ConnectorError} through the error channel, when the address cannot be had
 * @example
 * webhookSource({ port: 8787, path: '/examples' }).name // => 'http://127.0.0.1:8787/examples'
 */
export function webhookSource(options: WebhookSourceOptions): Source {
  requireSafe(options);
  const { port, host = '127.0.0.1', path = '/', token, allowedHosts = [], onListening } = options;
  const { maxBytes = 1_048_576, waiting = 64, answerMs = 30_000 } = options;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const urlAt = (at: number) => `http://${shownHost}:${at}${path}`;
  const name = urlAt(port);
  const hosts = [...loopback, shownHost, ...allowedHosts].map((each) => each.toLowerCase());

  function open({ demand$ }: OpenOptions): Observable<Delivery> {
    // A server is no observable.
    return new Observable((subscriber) => {
      const server = openServer({
        port,
        host,
        doors: { hosts, path, token, maxBytes },
        waiting,
        answerMs,
        part: name,
        give: (delivery) => subscriber.next(delivery),
        listening: (chosen) => onListening?.(urlAt(chosen)),
        fail(cause) {
          subscriber.error(
            new ConnectorError(`Cannot listen on ${name}: ${cause.message}`, { cause }),
          );
        },
      });
      subscriber.add(() => server.close());
      subscriber.add(demand$.subscribe((count) => server.ask(count)));
    });
  }

  return { name, abilities: { redelivers: false, resumes: false }, open };
}

function requireSafe({
  port,
  host = '127.0.0.1',
  path = '/',
  ...options
}: WebhookSourceOptions): void {
  const { token, allowedHosts = [] } = options;
  const refuse = (why: string) => new RangeError(`Cannot take requests on port ${port}: ${why}`);
  if (!/^\/[!-~]*$/.test(path) || /[?#]/.test(path)) {
    throw refuse(`a path begins with a slash, and ends before ? and #; found ${path}`);
  }
  if (token !== undefined && token.length < SHORTEST_TOKEN) {
    throw refuse(`a token has ${SHORTEST_TOKEN} characters or more`);
  }
  if (loopback.includes(host) || host === '::1') return;
  const missing = [
    ...(token === undefined ? ['a token'] : []),
    ...(everywhere.includes(host) && allowedHosts.length === 0 ? ['allowedHosts'] : []),
  ];
  if (missing.length === 0) return;
  throw refuse(
    `others than this machine could connect to ${host}. Give ${missing.join(' and ')}, or leave out host`,
  );
}
