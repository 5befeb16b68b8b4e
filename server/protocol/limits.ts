/** What a server takes and gives, told to each client in `welcome`. Sizes in bytes, times in ms. */
export interface Limits {
  /** The longest message in. */
  readonly bytesIn: number;
  /** The longest frame of points out; configurations and images are as long as those who serve make them. */
  readonly bytesOut: number;
  /** Subscriptions of one connection; a pattern counts as one. */
  readonly subscriptions: number;
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  readonly commandsPerMinute: number;
  /** Messages that cannot be read or are not allowed, before the connection is closed. */
  readonly badMessages: number;
  /** From the connection to `hello`. */
  readonly helloMs: number;
  /** From one ping to the next, and to its answer. */
  readonly pingMs: number;
  readonly pongMs: number;
  /** Without any progress in sending. */
  readonly stallMs: number;
  /** Waiting to be sent on one connection. */
  readonly bufferedBytes: number;
  /** Events behind which a reader is closed. */
  readonly eventsBehind: number;
}

/** What a server takes and gives unless told otherwise. */
export const defaultLimits: Limits = {
  bytesIn: 16 * 1024,
  bytesOut: 64 * 1024,
  subscriptions: 64,
  messagesPerSecond: 20,
  messageBurst: 40,
  commandsPerMinute: 10,
  badMessages: 10,
  helloMs: 5_000,
  pingMs: 25_000,
  pongMs: 10_000,
  stallMs: 30_000,
  bufferedBytes: 256 * 1024,
  eventsBehind: 10_000,
};

/** The subprotocol of this protocol. */
export const SUBPROTOCOL = 'gradstream.v1.json';

/** How a browser hands its token over: as one more subprotocol, `gradstream.auth.<token>`. */
export const TOKEN_PREFIX = 'gradstream.auth.';
