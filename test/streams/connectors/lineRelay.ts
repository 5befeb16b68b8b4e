import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A broker of lines: what comes in through one port goes out through the other, from its beginning. */
export interface LineRelay {
  writer(): Socket;
  reader(): Socket;
  connections(): Promise<number>;
  end(): Promise<void>;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export async function lineRelay(): Promise<LineRelay> {
  const kept: Buffer[] = [];
  const sockets = new Set<Socket>();
  const readers = new Set<Socket>();
  const join = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      readers.delete(socket);
    });
  };
  const intake = createServer((socket) => {
    join(socket);
    socket.on('data', (bytes) => {
      kept.push(bytes);
      for (const reader of readers) reader.write(bytes);
    });
  });
  const outlet = createServer((socket) => {
    join(socket);
    readers.add(socket);
    socket.resume();
    for (const bytes of kept) socket.write(bytes);
  });
  const ports = await Promise.all([intake, outlet].map(listening));
  return {
    writer: () => connect(ports[0], '127.0.0.1').resume(),
    reader: () => connect(ports[1], '127.0.0.1'),
    connections: () => Promise.resolve(sockets.size),
    async end() {
      const closed = [intake, outlet].map((server) => once(server.close(), 'close'));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}
