import type { NatsConnection } from '@nats-io/transport-node';
import { firstValueFrom, from, race, Subject, takeUntil, timer } from 'rxjs';
import { ConnectorError } from '../connectorError.js';
import { loadClient } from '../loadClient.js';
import type { Address } from './address.js';
import { reasonOf } from './refusals.js';

/** The module of the client. */
export type NatsClient = typeof import('@nats-io/transport-node');

export interface ConnectionOptions {
  readonly address: Address;
  /** Of the source or sink, for messages. */
  readonly name: string;
  /** How long the first connection may take. */
  readonly connectMs: number;
  /** It is up: for the first time, or again. Each time it is another connection. */
  readonly up: (connection: NatsConnection, client: NatsClient) => void;
  readonly down: () => void;
  /** The first connection could not be made; that was all. */
  readonly fail: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
/** A connection over which nothing comes back for two of these is taken for lost. */
const PING_MS = 10_000;
const LONGEST_FLUSH_MS = 1000;

/**
 * Keeps a connection to a server until it is closed.
 *
 *   server:  ---up-------down----up----
 *   calls:   ----u--------d-------u----     u: up, d: down
 *
 * The client could connect again by itself; but what is published meanwhile it drops without a word, and when it is
 * closed at that moment it may leave a connection behind. So each connection is made here, and used up.
 *
 * Timing: tries again after 0.1, 0.2, 0.4 ... 2 s, as long as it takes once it was up, for `connectMs` before.
 */
export function holdConnection(options: ConnectionOptions): { close(): Promise<void> } {
  const { address, name, connectMs, up, down, fail } = options;
  const closed$ = new Subject<void>();
  let isClosed = false;
  let connection: NatsConnection | undefined;

  const pause = (ms: number) =>
    firstValueFrom(timer(ms).pipe(takeUntil(closed$)), { defaultValue: 0 });

  async function hold(): Promise<void> {
    const client = await loadClient(
      '@nats-io/transport-node',
      () => import('@nats-io/transport-node'),
    );
    const settings = {
      servers: address.server,
      ...address.credentials,
      ...(address.isEncrypted ? { tls: {} } : {}),
      reconnect: false,
      pingInterval: PING_MS,
      // A stack trace for each request costs more than it tells.
      noAsyncTraces: true,
    };
    const deadline = performance.now() + connectMs;
    let wasUp = false;
    for (let attempt = 0; ; attempt++) {
      if (isClosed) return;
      try {
        const left = wasUp ? connectMs : deadline - performance.now();
        connection = await client.connect({ ...settings, timeout: Math.max(left, 1) });
      } catch (error) {
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
        const isOver = performance.now() + pauseMs > deadline;
        if (!wasUp && (isOver || error instanceof client.errors.AuthorizationError)) {
          const line = `Cannot connect to ${name}: ${reasonOf(error)}`;
          throw new ConnectorError(line, { cause: error });
        }
        await pause(pauseMs);
        continue;
      }
      if (isClosed) return connection.close();
      attempt = -1;
      wasUp = true;
      up(connection, client);
      await connection.closed();
      connection = undefined;
      if (!isClosed) down();
    }
  }

  const held = hold().catch((error: unknown) => {
    if (!isClosed) fail(error);
  });
  return {
    async close() {
      isClosed = true;
      closed$.next();
      const last = connection;
      if (last?.isClosed() === false) {
        // What was published last is on its way: closing at once would drop it.
        const flushed = from(last.flush().catch(() => undefined));
        await firstValueFrom(race(flushed, timer(LONGEST_FLUSH_MS), from(last.closed())));
        await last.close();
      }
      await held;
    },
  };
}
