import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Which requests are taken. */
export interface Doors {
  /** Names and addresses that `Host` may have, without a port. */
  readonly hosts: readonly string[];
  readonly path: string;
  readonly token: string | undefined;
  readonly maxBytes: number;
}

/** Why a request is not taken. */
export interface Refusal {
  readonly status: number;
  readonly why: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How records come in; one a request but for x-ndjson. */
const TYPES =
  /^(?:application\/(?:json|octet-stream|x-ndjson|(?!cloudevents-batch)[\w.-]+\+json)|text\/csv)$/;

/** Whether a request is of a content type that holds one record a line. */
export function isOfLines(request: Pick<IncomingMessage, 'headers'>): boolean {
  return contentTypeOf(request) === 'application/x-ndjson';
}

/**
 * Refuses a request that did not mean this server, that a page has made, or that is no record; undefined when it is
 * taken.
 *
 * The name in `Host` has to be one of ours: a page whose name was made to point here (DNS rebinding) still says its
 * own. Programs send no `Origin`, and pages do. Who has no token learns nothing more than that.
 */
export function requestRefusal(
  request: Pick<IncomingMessage, 'headers' | 'headersDistinct' | 'method' | 'url'>,
  { hosts, path, token, maxBytes }: Doors,
): Refusal | undefined {
  const { headers, headersDistinct, method, url = '' } = request;
  const [host = '', ...more] = headersDistinct.host ?? [];
  const name = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/.exec(host.toLowerCase())?.[1];
  if (name === undefined || more.length > 0)
    return { status: 400, why: 'a request needs one Host' };
  if (!hosts.includes(name))
    return { status: 403, why: 'this server does not answer to that Host' };
  if (headers.origin !== undefined)
    return { status: 403, why: 'pages may not speak to this server' };
  if (token !== undefined && !isSame(tokenOf(headers), token)) {
    const why = 'a token is needed here, a right one';
    return { status: 401, why, headers: { 'WWW-Authenticate': 'Bearer' } };
  }
  if (url.split('?', 1)[0] !== path) return { status: 404, why: 'nothing is here' };
  if (method !== 'POST') return { status: 405, why: 'POST alone', headers: { Allow: 'POST' } };
  if (
    (headers['content-encoding'] ?? 'identity') !== 'identity' ||
    !TYPES.test(contentTypeOf(request))
  ) {
    const why = 'JSON, x-ndjson, CSV or application/octet-stream, not compressed';
    return { status: 415, why };
  }
  return Number(headers['content-length'] ?? 0) > maxBytes ? tooLarge(maxBytes) : undefined;
}

/** The refusal of a request that has more bytes. */
export function tooLarge(maxBytes: number): Refusal {
  return { status: 413, why: `a request has ${maxBytes} bytes at most` };
}

function contentTypeOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const type = headers['content-type']?.split(';', 1)[0].trim().toLowerCase();
  return type === undefined || type === '' ? 'application/octet-stream' : type;
}

function tokenOf({ authorization = '' }: IncomingMessage['headers']): string {
  return /^Bearer +(.+)$/i.exec(authorization)?.[1] ?? '';
}

/** In a time that depends on neither text. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
