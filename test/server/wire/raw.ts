import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What a server answers to bytes, until it closes the connection. */
export async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await open(port);
  socket.write(bytes);
  return ending(socket);
}

/** The beginning of what a server answers to bytes; the connection is cut then. */
export async function openingOf(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await open(port);
  socket.write(bytes);
  const [first]: Buffer[] = await once(socket, 'data');
  socket.destroy();
  return first.toString('latin1');
}

/** A bare connection. */
export async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** All that comes until the other side closes. */
export async function ending(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  // Not by `once`, which would fail where the connection is reset.
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
  });
  return Buffer.concat(parts).toString('latin1');
}

/** The text of a request; headers as they are given, in that order. */
export function requestText(method: string, path: string, headers: readonly string[]): string {
  return `${method} ${path} HTTP/1.1\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;
}

/** The headers of an upgrade to the protocol, without Host. */
export const upgradeHeaders = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: gradstream.v1.json',
];

/** The status of an answer. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

/** A masked frame of RFC 6455, in one piece or a part of one. */
export function frameOf(payload: Buffer, { opcode = 1, fin = true } = {}): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([0, 0x80 | length])
      : Buffer.from([0, 0xfe, length >> 8, length & 0xff]);
  head[0] = (fin ? 0x80 : 0) | opcode;
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

/** The code of the close frame at the end of some bytes; 0 when there is none. */
export function closeCodeOf(bytes: string): number {
  const at = bytes.lastIndexOf('\x88');
  return at === -1 ? 0 : Buffer.from(bytes.slice(at + 2, at + 4), 'latin1').readUInt16BE();
}
