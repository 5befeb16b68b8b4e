import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A door before a broker on loopback: it counts who comes through, and can be shut. */
export interface Relay {
  readonly port: number;
  /** Connections that are open. */
  connections(): number;
  /** Connections that were ever made. */
  made(): number;
  /** Bytes from the broker to its clients. */
  bytesOut(): number;
  /** Cuts all connections. */
  cut(): void;
  end(): Promise<void>;
}

/** @param to where the broker listens; asked for each time */
export async function relay(to: () => number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let made = 0;
  let bytesOut = 0;
  const server = createServer((client) => {
    made++;
    sockets.add(client);
    const broker = connect(to(), '127.0.0.1');
    broker.on('data', (chunk) => {
      bytesOut += chunk.length;
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
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connections: () => sockets.size,
    made: () => made,
    bytesOut: () => bytesOut,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    async end() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
