import type { IClientOptions, MqttClient } from 'mqtt';
import { ConnectorError } from '../connectorError.js';
import { loadClient } from '../loadClient.js';
import type { MqttAddress } from './address.js';
import type { MqttVersion } from './mqttVersion.js';

/** A lost connection is tried again after these times, doubled each time until one has lasted. */
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

/** How long a broker may take to end a connection before it is cut. */
const LINGER_MS = 1_000;

/** Answers to a connection that another try may change: the broker is busy or about to end. */
const PASSING = [3, 136, 137];

/** An error of a socket has a text, one of a broker a number. */
type Coded = Error & { readonly code?: string | number };

/** How a client is begun. */
export interface ClientOptions {
  readonly address: MqttAddress;
  readonly version: MqttVersion;
  readonly connectMs: number;
  /** What the client library is told besides. */
  readonly options?: IClientOptions;
  /** Whether the broker was heard lately, or would be if it was listened to. Default: only the library knows. */
  readonly isBusy?: () => boolean;
}

/**
 * A client that is on its way to its broker, and comes back to it forever.
 *
 * @throws {ConnectorError} by rejection, when the client library is not installed
 */
export async function beginClient({
  address,
  version,
  connectMs,
  options,
  isBusy = () => false,
}: ClientOptions): Promise<MqttClient> {
  const mqtt = await loadClient('mqtt', () => import('mqtt'));
  const client = mqtt.connect({
    ...address.connection,
    protocolVersion: version === '5' ? 5 : 4,
    reconnectPeriod: FIRST_RETRY_MS,
    reconnectOnConnackError: true,
    connectTimeout: connectMs,
    resubscribe: false,
    // The answer to a ping waits behind messages that nobody has asked for yet: no sign of a dead broker.
    timerVariant: {
      set: (tick, ms) =>
        Number(
          setInterval(() => {
            if (isBusy()) client.sendPing();
            else tick();
          }, ms),
        ),
      clear: (timer) => clearInterval(timer),
    },
    ...options,
  });
  client.on('reconnect', () => {
    const last = client.options.reconnectPeriod ?? FIRST_RETRY_MS;
    client.options.reconnectPeriod = Math.min(2 * last, LAST_RETRY_MS);
  });
  let calm: NodeJS.Timeout | undefined;
  client.on('connect', () => {
    // Not at once: a connection may be made again and again, and lost each time.
    calm = setTimeout(() => {
      client.options.reconnectPeriod = FIRST_RETRY_MS;
    }, LAST_RETRY_MS);
  });
  client.on('close', () => clearTimeout(calm));
  return client;
}

/**
 * Waits for the first connection of a client.
 *
 * @throws {ConnectorError} by rejection, when it is refused, cannot be made in time, or is ended
 */
export function firstConnection(
  client: MqttClient,
  { name }: MqttAddress,
  connectMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let last: Error | undefined;
    const over = (settle: () => void) => {
      clearTimeout(timer);
      client.off('connect', onConnect).off('error', onError).off('end', onEnd);
      settle();
    };
    const fail = (why: string) =>
      over(() => reject(new ConnectorError(`Cannot connect to ${name}: ${why}`, { cause: last })));
    const onConnect = () => over(resolve);
    const onEnd = () => fail('it was closed');
    const onError = (error: Coded) => {
      last = error;
      if (typeof error.code === 'number' && !PASSING.includes(error.code)) fail(lineOf(error));
    };
    const timer = setTimeout(
      () => fail(last === undefined ? `no answer within ${connectMs} ms` : lineOf(last)),
      connectMs,
    );
    client.on('connect', onConnect).on('error', onError).on('end', onEnd);
  });
}

/** What an error says, on one line. */
export function lineOf({ message, code, name }: Coded): string {
  return (message || `${code ?? name}`).replace(/\s+/g, ' ');
}

/** Disconnects, behind what has been written; resolves when the connection is gone. */
export function endClient(client: MqttClient): Promise<void> {
  return new Promise((resolve) => {
    const { stream } = client;
    if (!client.connected) {
      client.end(true, () => resolve());
      return;
    }
    const timer = setTimeout(() => stream.destroy(), LINGER_MS);
    stream.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    client.end();
  });
}
