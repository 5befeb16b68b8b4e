import type { IncomingMessage } from 'node:http';

/** Which names a server answers to, and whose pages may speak to it. */
export interface Doors {
  /** Host names besides the loopback ones, without a port. */
  readonly hosts: readonly string[];
  /** Origins besides the server's own, as `https://example.org`. */
  readonly origins: readonly string[];
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: number;
  readonly why: string;
  /** For 405: the methods that are allowed. Default 'GET, HEAD'. */
  readonly allow?: string;
}

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses a request that did not mean this server, or that a page from elsewhere has made.
 *
 * The name in `Host` has to be one of ours: a page whose name was made to point here (DNS rebinding) still says its
 * own. An `Origin` has to be ours as well; programs send none.
 */
export function refusalOfRequest(
  { headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  { hosts, origins }: Doors,
): Refusal | undefined {
  const { host, origin } = headers;
  const name = host === undefined ? undefined : hostName(host);
  if (countOf(rawHeaders, 'host') !== 1 || name === undefined) {
    return { status: 400, why: 'a request needs one Host' };
  }
  if (![...loopback, ...hosts].includes(name)) {
    return { status: 403, why: 'this server does not answer to that Host' };
  }
  if (countOf(rawHeaders, 'origin') > 1) return { status: 400, why: 'a request has one Origin' };
  if (origin === undefined || origins.includes(origin)) return undefined;
  const own = [`http://${host}`, `https://${host}`];
  return own.includes(origin)
    ? undefined
    : { status: 403, why: 'pages of that Origin may not speak to this server' };
}

/** `example.org:80` without its port, in lower case; undefined when it is no host. */
function hostName(host: string): string | undefined {
  return /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec(host.toLowerCase())?.groups
    ?.name;
}

function countOf(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === name).length;
}
