import { connect, type Socket } from 'node:net';

/** What a client of the load saw, by counting frames: nothing of it is shared with the server. */
export interface RawClient {
  readonly socket: Socket;
  frames: number;
  /** The last seq of the series that it follows, and its epoch. */
  last: number;
  epoch: string;
  /** Frames that did not begin right behind the one before, and those that came again. */
  gaps: number;
  duplicates: number;
  /** From emission to arrival, in ms, of each point, where it looks into them. */
  readonly delays: number[];
}

const TEXT = 0x1;
const PING = 0x9;
const PONG = 0xa;

/** How a client connects. */
export interface RawClientOptions {
  readonly port: number;
  /** Default '/v1/ws'. */
  readonly path?: string | undefined;
  /** Said behind the upgrade. */
  readonly messages: readonly string[];
  /** Whether values are the moments of their emission, to be looked at. */
  readonly reads: boolean;
  /** Called after each frame of points. */
  readonly onFrame?: (client: RawClient) => void;
}

/** A bare socket that upgrades, says its messages and counts what comes. */
export function openRawClient({
  port,
  path = '/v1/ws',
  messages,
  reads,
  onFrame,
}: RawClientOptions): RawClient {
  const socket = connect(port, '127.0.0.1');
  const delays: number[] = [];
  const client = { socket, frames: 0, last: 0, epoch: '', gaps: 0, duplicates: 0, delays };
  let buffered: Buffer = Buffer.alloc(0);
  let isUpgraded = false;

  socket.on('error', () => {});
  socket.write(upgrade(port, path));
  socket.on('data', (part: Buffer) => {
    buffered = buffered.length === 0 ? part : Buffer.concat([buffered, part]);
    if (!isUpgraded) {
      const end = buffered.indexOf('\r\n\r\n');
      if (end === -1) return;
      buffered = buffered.subarray(end + 4);
      isUpgraded = true;
      for (const text of messages) socket.write(maskedFrame(text));
    }
    for (let size = frameSize(buffered); size <= buffered.length; size = frameSize(buffered)) {
      look(buffered.subarray(0, size));
      buffered = buffered.subarray(size);
    }
  });

  function look(frame: Buffer): void {
    if ((frame[0] & 0x0f) === PING) {
      socket.write(maskedFrame(frame.toString('latin1', 2), PONG));
      return;
    }
    if (isAskedForLife(frame)) {
      socket.write(maskedFrame('3'));
      return;
    }
    client.frames++;
    const head = frame.toString('latin1', 0, 250);
    const found = /"e":"([^"]*)","f":(\d+),"l":(\d+)/.exec(head);
    if (found === null) return;
    const [, epoch, f, l] = found;
    const isNew = Number(l) > client.last;
    if (!isNew) client.duplicates++;
    else if (Number(f) !== client.last + 1 && client.last > 0) client.gaps++;
    client.epoch = epoch;
    client.last = Math.max(client.last, Number(l));
    if (reads && head.includes('"t":"data"')) {
      const now = performance.timeOrigin + performance.now();
      const { y }: { y: number[] } = JSON.parse(frame.toString('utf8', frame[1] === 126 ? 4 : 2));
      for (const emitted of y) delays.push(now - emitted);
    }
    onFrame?.(client);
  }

  return client;
}

function upgrade(port: number, path: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: gradstream.v1.json',
    '\r\n',
  ].join('\r\n');
}

/** Of less than 64 KiB; a mask of zeros leaves the text as it is. */
function maskedFrame(text: string, opcode = TEXT): Buffer {
  const { length } = text;
  const size = length < 126 ? [0x80 | length] : [0xfe, length >> 8, length & 0xff];
  const head = [0x80 | opcode, ...size];
  return Buffer.concat([Buffer.from(head), Buffer.alloc(4), Buffer.from(text)]);
}

/** Whether it is the ping of socket.io, which is a text. */
function isAskedForLife(frame: Buffer): boolean {
  return frame.length === 3 && frame.toString('latin1', 2) === '2';
}

/** The bytes of the frame that stands first; infinitely many where that cannot be told yet. */
function frameSize(bytes: Buffer): number {
  if (bytes.length < 2) return Infinity;
  const length = bytes[1] & 0x7f;
  if (length < 126) return 2 + length;
  if (bytes.length < 4) return Infinity;
  if (length === 126) return 4 + bytes.readUInt16BE(2);
  return bytes.length < 10 ? Infinity : 10 + Number(bytes.readBigUInt64BE(2));
}
