/** Where a server listens, and the token that came with its address. */
export interface Address {
  readonly socketUrl: string;
  readonly token?: string;
}

/**
 * The address of the socket behind that of the page, as a browser shows it or the server prints it.
 *
 * @throws {TypeError} when it is no address, or of another protocol than http, https, ws or wss
 * @example
 * addressOf('http://127.0.0.1:8080/#token=abc') // => { socketUrl: 'ws://127.0.0.1:8080/v1/ws', token: 'abc' }
 */
export function addressOf(text: string): Address {
  if (!URL.canParse(text)) {
    throw new TypeError(`Cannot connect to ${text}: expected an address as http://127.0.0.1:8080`);
  }
  const url = new URL(text);
  const protocol = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' }[url.protocol];
  if (protocol === undefined) {
    throw new TypeError(`Cannot connect to ${text}: expected http, https, ws or wss`);
  }
  const token = new URLSearchParams(url.hash.slice(1)).get('token');
  const folder = url.pathname.replace(/(?:v1\/ws)?$/, '').replace(/[^/]*$/, '');
  return {
    socketUrl: `${protocol}//${url.host}${folder}v1/ws`,
    ...(token !== null && { token }),
  };
}
