/** Where a NATS server is, and who asks. */
export interface Address {
  readonly server: string;
  /** For messages, without credentials: `nats://127.0.0.1:4222`. */
  readonly shown: string;
  readonly credentials: { readonly user?: string; readonly pass?: string; readonly token?: string };
  readonly isEncrypted: boolean;
}

const PORT = '4222';

/**
 * Reads `nats://user:password@host:port`, `nats://token@host:port` or `nats://host`; `tls://` encrypts.
 *
 * @throws {TypeError} when it is none of these; the message does not repeat it, since it may hold a password
 */
export function addressOf(url: string): Address {
  if (!URL.canParse(url)) throw unreadable('it is not a URL');
  const { protocol, hostname, port, username, password } = new URL(url);
  if (protocol !== 'nats:' && protocol !== 'tls:') throw unreadable(`it begins with ${protocol}`);
  if (hostname === '') throw unreadable('it names no host');
  const server = `${hostname}:${port || PORT}`;
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  return {
    server,
    shown: `${protocol}//${server}`,
    credentials: user === '' ? {} : pass === '' ? { token: user } : { user, pass },
    isEncrypted: protocol === 'tls:',
  };
}

const unreadable = (why: string) =>
  new TypeError(`The address of a NATS server must be nats://host:port or tls://host:port: ${why}`);
