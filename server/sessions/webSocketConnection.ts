import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Bundles } from './bundles.js';
import type { Connection } from './session.js';

/** What is used of a WebSocket. */
export type SpeakingSocket = Pick<WebSocket, 'OPEN' | 'extensions' | 'bufferedAmount' | 'close'> & {
  readonly readyState: number;
  send(text: string): unknown;
  ping(): unknown;
};

/** The socket that a WebSocket was upgraded from, as far as it is written to. */
export type RawSocket = Pick<Socket, 'writableLength' | 'bytesWritten' | 'destroyed'> & {
  write(bytes: Uint8Array): unknown;
};

/**
 * A WebSocket as a connection. Frames of topics are written to the socket as they were prepared, which is safe where
 * nothing of `ws` is in flight on it: it compresses nothing, and its own buffer is empty. Else, and where frames
 * cannot be prepared, they are sent in the usual way.
 *
 * @param bundles makes whole frames of RFC 6455; undefined where it cannot
 */
export function webSocketConnection(
  socket: SpeakingSocket,
  raw: RawSocket,
  bundles: Bundles | undefined,
): Connection {
  const isPlain = socket.extensions === '';
  const isOpen = () => socket.readyState === socket.OPEN && !raw.destroyed;
  const writesItself = () => isPlain && socket.bufferedAmount === raw.writableLength;
  return {
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    get flushedBytes() {
      return raw.bytesWritten - raw.writableLength;
    },
    write(frames) {
      if (!isOpen()) return;
      if (bundles !== undefined && writesItself()) raw.write(bundles.bytesOf(frames));
      else for (const { text } of frames) socket.send(text);
    },
    send(message) {
      if (isOpen()) socket.send(JSON.stringify(message));
    },
    ping() {
      if (isOpen()) socket.ping();
    },
    close: (code) => socket.close(code),
  };
}
