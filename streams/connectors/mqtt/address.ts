import type { IClientOptions } from 'mqtt';

/** Where a broker is, and which topic of it is meant. */
export interface MqttAddress {
  /** For messages, without credentials: `mqtt://127.0.0.1:1883/examples`. */
  readonly name: string;
  /** What the client library is told. */
  readonly connection: IClientOptions;
}

const PROTOCOLS = ['mqtt', 'mqtts', 'ws', 'wss'] as const;

/**
 * Takes the address of a broker apart.
 *
 * @param url `mqtt://`, `mqtts://`, `ws://` or `wss://`, with `user:password@` where the broker asks for it
 * @throws {TypeError} when it is none, without showing it, since it may hold a password
 */
export function mqttAddress(url: string, topic: string): MqttAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const protocol = PROTOCOLS.find((each) => `${each}:` === parsed?.protocol);
  if (parsed === undefined || protocol === undefined || parsed.hostname === '') {
    throw new TypeError(
      'Cannot tell the MQTT broker from its url: mqtt://, mqtts://, ws:// or wss:// and a host are expected',
    );
  }
  const { host, hostname, port, pathname, search, username, password } = parsed;
  const isWeb = protocol.startsWith('ws');
  // A socket takes an IPv6 address bare, a URL takes it in brackets.
  const bare = isWeb ? hostname : hostname.replace(/^\[|\]$/g, '');
  return {
    name: `${protocol}://${host}${pathname.replace(/\/$/, '')}/${topic}`,
    connection: {
      protocol,
      host: bare,
      hostname: bare,
      ...(port !== '' && { port: Number(port) }),
      ...(isWeb && { path: `${pathname}${search}` }),
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
    },
  };
}
