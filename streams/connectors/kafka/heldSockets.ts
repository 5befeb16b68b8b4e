import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

/** The sockets that a client has opened and not closed. */
export interface HeldSockets {
  /** Opens them, as kafkajs does by itself. */
  readonly open: ISocketFactory;
  /** Closes those that are left. */
  drop(): void;
}

const KEEP_ALIVE_MS = 60_000;

/**
 * Holds the sockets of a client. When a connection is lost, a heartbeat of kafkajs may open one that it forgets: it
 * would stay open behind `disconnect()`, and keep the process.
 */
export function heldSockets(): HeldSockets {
  const held = new Set<Socket>();
  return {
    open({ host, port, ssl, onConnect }) {
      const servername = isIP(host) === 0 ? { servername: host } : {};
      const socket = ssl
        ? connectTls({ host, port, ...servername, ...ssl }, onConnect)
        : connect({ host, port }, onConnect);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      held.add(socket);
      return socket.once('close', () => held.delete(socket));
    },
    drop() {
      // An error, so that kafkajs stops its timers too.
      for (const socket of held) socket.destroy(new Error('The reader was closed'));
    },
  };
}
