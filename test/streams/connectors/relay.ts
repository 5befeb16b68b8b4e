import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A door before a broker on loopback: it counts who comes through, and can be shut. */
export interface Relay {
  readonly port: number;
  /** Connections that are open. */
  connections(): number;
  /** Connections that were ever made. */
  made(): number;
  /** Bytes from the broker to its clients. */
  bytesOut(): number;
  /** Bytes from clients to the broker. */
  bytesIn(): number;
  /** Lets nothing through any more on the connections that are open, which stay so. */
  freeze(): void;
  /** Cuts all connections. */
  cut(): void;
  end(): Promise<void>;
}

/** @param to where the broker listens; asked for each time */
export async function relay(to: () => number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const brokers = new Set<Socket>();
  let made = 0;
  let bytesOut = 0;
  let bytesIn = 0;
  const server = createServer((client) => {
    made++;
    const broker = connect(to(), '127.0.0.1');
    sockets.add(client);
    brokers.add(broker);
    broker.on('data', (chunk) => {
      bytesOut += chunk.length;
    });
    client.on('data', (chunk) => {
      bytesIn += chunk.length;
    });
    client.pipe(broker).pipe(client);
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ]) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
    client.on('close', () => sockets.delete(client));
    broker.on('close', () => brokers.delete(broker));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    connections: () => sockets.size,
    made: () => made,
    bytesOut: () => bytesOut,
    bytesIn: () => bytesIn,
    freeze: () => {
      for (const socket of sockets) socket.unpipe();
      for (const broker of brokers) broker.unpipe();
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    async end() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
