import type { Admin, Kafka } from 'kafkajs';
import { catchError, defer, lastValueFrom, retry, throwError, timeout, timer } from 'rxjs';
import { ConnectorError } from '../connectorError.js';
import { loadClient } from '../loadClient.js';
import { heldSockets } from './heldSockets.js';
import type { KafkaOptions } from './kafkaOptions.js';

export const CONNECT_MS = 5000;

/** Checks what says which topic it is, and names it: `kafka://127.0.0.1:9092/examples`. */
export function kafkaName({ brokers, topic }: KafkaOptions): string {
  if (brokers.length === 0) throw new RangeError('Cannot find a Kafka cluster: brokers is empty');
  // What is not of this form may have a password in it, and is not shown.
  if (!brokers.every((broker) => /^[^\s:@/]+:\d+$/.test(broker)))
    throw new RangeError(
      'Cannot find a Kafka cluster: brokers are HOST:PORT, and logins go to sasl',
    );
  if (!/^[\w.-]{1,249}$/.test(topic))
    throw new RangeError(`Cannot be the name of a Kafka topic: ${JSON.stringify(topic)}`);
  return `kafka://${brokers.join()}/${topic}`;
}

/**
 * A client that writes no log. It connects when it is used.
 *
 * @param retries how often it tries again by itself, after 50 ms to 0.5 s; default once for each address
 * @param sockets holds what it opens
 */
export async function kafkaClient(
  options: KafkaOptions,
  retries = options.brokers.length,
  sockets = heldSockets(),
): Promise<Kafka> {
  const { brokers, sasl, ssl, connectMs = CONNECT_MS } = options;
  const { Kafka, logLevel } = await loadClient('kafkajs', () => import('kafkajs'));
  return new Kafka({
    clientId: 'gradstream',
    brokers: [...brokers],
    ...(sasl === undefined ? {} : { sasl }),
    ...(ssl === undefined ? {} : { ssl }),
    connectionTimeout: Math.min(connectMs, 3000),
    retry: { retries, initialRetryTime: 50, maxRetryTime: 500 },
    socketFactory: sockets.open,
    logLevel: logLevel.NOTHING,
    logCreator: () => () => {},
  });
}

/** Asks the cluster over a connection of its own. */
export async function askKafka<T>(kafka: Kafka, ask: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await ask(admin);
  } finally {
    await admin.disconnect();
  }
}

/**
 * Makes the first connection: tries until it succeeds, is refused, or `connectMs` are over.
 *
 * @throws {ConnectorError} by rejection
 */
export function connectFirst<T>(
  what: string,
  connectMs: number,
  connect: () => Promise<T>,
): Promise<T> {
  let found: unknown = new Error(`no answer within ${connectMs} ms`);
  const again = (error: unknown) => {
    found = error;
    return isTransient(error) ? timer(200) : throwError(() => error);
  };
  return lastValueFrom(
    defer(connect).pipe(
      retry({ delay: again }),
      timeout(connectMs),
      catchError(() => throwError(() => kafkaError(what, found))),
    ),
  );
}

/** Answers that are about what was sent, or who sent it: its size, its form, a missing right. */
const OF_RECORD =
  /_TOO_LARGE$|^INVALID_RECORD$|^INVALID_TOPIC_EXCEPTION$|^(TOPIC|CLUSTER)_AUTHORIZATION_FAILED$/;

/** One line, and what kafkajs has found as its cause. */
export function kafkaError(what: string, error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const { message, type } = rootOf(error);
  const isFinal = typeof type === 'string' && OF_RECORD.test(type);
  return new ConnectorError(`${what}: ${message.replaceAll(/\s+/g, ' ')}`, {
    cause: error,
    isFinal,
  });
}

/** What kafkajs says about its errors. */
interface Trouble {
  readonly name: string;
  readonly message: string;
  /** The name of a code of the protocol. */
  readonly type?: unknown;
  readonly retriable?: unknown;
}

/** kafkajs wraps what it has found, once for each place that has tried again. */
function rootOf(error: unknown): Trouble {
  if (!(error instanceof Error)) return new Error(String(error));
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

/** Whether the same may succeed later. */
export function isTransient(error: unknown): boolean {
  const { retriable, type } = rootOf(error);
  return retriable === true && type !== 'UNKNOWN_TOPIC_OR_PARTITION';
}

const FOR_GOOD =
  /AUTHORIZATION_FAILED$|^INVALID_GROUP_ID$|^INVALID_SESSION_TIMEOUT$|^INCONSISTENT_GROUP_PROTOCOL$/;

/** Whether a reader cannot go on: it may not read, or cannot decode what it reads. */
export function isForGood(error: unknown): boolean {
  const { name, type } = rootOf(error);
  if (name === 'KafkaJSNotImplemented' || name === 'KafkaJSSASLAuthenticationError') return true;
  return typeof type === 'string' && FOR_GOOD.test(type);
}
