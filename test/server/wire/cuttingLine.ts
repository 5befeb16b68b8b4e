import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** After how many bytes of the server, or of the client, a connection is cut; and whether it is reset then. */
export interface Cut {
  readonly down: number;
  readonly up: number;
  readonly resets: boolean;
}

/**
 * A line to a server that is cut again and again, in the middle of a byte stream: of a handshake, a frame, a number.
 *
 * @param nextCut asked for each connection, after so many cuts; undefined for one that holds
 */
export async function cuttingLine(port: number, nextCut: (cuts: number) => Cut | undefined) {
  let cuts = 0;
  const open = new Set<Socket>();
  const listener = createServer((client) => {
    const cut = nextCut(cuts);
    const server = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    const breakOff = () => {
      if (client.destroyed) return;
      cuts++;
      if (cut?.resets) client.resetAndDestroy();
      else client.destroy();
      server.destroy();
    };
    passOn(server, client, cut?.down ?? Infinity, breakOff);
    passOn(client, server, cut?.up ?? Infinity, breakOff);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    /** How often it has been cut. */
    get cuts() {
      return cuts;
    },
    close(): void {
      listener.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Passes on so many bytes, the last of them too, before `end` is called. */
function passOn(from: Socket, to: Socket, most: number, end: () => void): void {
  let left = most;
  from.on('data', (bytes: Buffer) => {
    if (left <= 0) return;
    const part = bytes.subarray(0, left);
    left -= part.length;
    to.write(part, left > 0 ? undefined : end);
  });
}
