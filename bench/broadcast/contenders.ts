import { createServer, type Server as HttpServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { defaultLimits } from '../../server/protocol/limits.js';
import { createBundles } from '../../server/sessions/bundles.js';
import { createHub } from '../../server/sessions/hub.js';
import { prepareFrame } from '../../server/sessions/prepareFrame.js';
import { createSession } from '../../server/sessions/session.js';
import { webSocketConnection } from '../../server/sessions/webSocketConnection.js';
import { createSeriesLog } from '../../server/topics/seriesLog.js';
import { peersFolder } from '../peer.js';

/** A way to send messages to everyone who is connected, one for each point. */
export interface Contender {
  readonly name: string;
  readonly port: number;
  /** How its clients come in. */
  readonly entry: Entry;
  send(points: readonly number[]): void;
  /** Whether all that was sent has left. */
  isDrained(): boolean;
  close(): void;
}

/** What a client asks for, what it says behind that, and how many frames answer. */
export interface Entry {
  readonly path?: string;
  readonly messages: readonly string[];
  readonly answers?: number;
}

const topic = 'r1/train/cost';

const ourEntry: Entry = {
  messages: [
    JSON.stringify({ t: 'hello', client: 'load' }),
    JSON.stringify({ t: 'sub', id: '1', topic }),
  ],
};

/** What every contender sends for a point, as `data` frames have it. */
function messageOf(point: number) {
  return {
    t: 'data',
    s: topic,
    e: 'epoch-epoch',
    f: point,
    l: point,
    x: [point],
    y: [1 / point],
    ts: 1_764_000_000_000,
  };
}

const textOf = (point: number) => JSON.stringify(messageOf(point));

/** Accepts WebSockets, and hands each over with its socket. */
async function accepting(open: (webSocket: WebSocket, socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const server = createServer();
  server.on('upgrade', (request, _socket, head) => {
    const { socket } = request;
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {});
      webSocket.on('error', () => {});
      open(webSocket, socket);
      // Like a welcome, so that the load knows that it is connected.
      webSocket.on('message', () => webSocket.send('{"t":"ok"}'));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = addressOf(server.address());
  const isDrained = () => {
    for (const socket of sockets) if (socket.writableLength > 0) return false;
    return true;
  };
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { sockets, port, isDrained, close };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('A server has no port');
  return address;
}

/** `ws.send` in a loop, as its documentation has it. */
export async function plainLoop(): Promise<Contender> {
  const clients = new Set<WebSocket>();
  const accepted = await accepting((webSocket) => clients.add(webSocket));
  return {
    name: '`ws.send` in a loop',
    entry: ourEntry,
    ...accepted,
    send(points) {
      for (const text of points.map(textOf)) for (const client of clients) client.send(text);
    },
  };
}

/** A frame that is made once and written to bare sockets: nothing is less work. */
export async function bareLoop(): Promise<Contender> {
  const accepted = await accepting(() => {});
  return {
    name: 'bare prepared frames',
    entry: ourEntry,
    ...accepted,
    send(points) {
      for (const text of points.map(textOf)) {
        const bytes = prepareFrame?.(text) ?? new Uint8Array();
        for (const socket of accepted.sockets) socket.write(bytes);
      }
    },
  };
}

/** `io.emit` of socket.io; undefined where it is not installed. */
export async function socketIo(): Promise<Contender | undefined> {
  const peers = createRequire(join(peersFolder, 'package.json'));
  let Server: new (server: HttpServer, options: object) => Broadcaster;
  try {
    ({ Server } = peers('socket.io'));
  } catch {
    return undefined;
  }
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  const io = new Server(server, { transports: ['websocket'] });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    name: 'socket.io',
    entry: { path: '/socket.io/?EIO=4&transport=websocket', messages: ['40'], answers: 2 },
    port: addressOf(server.address()).port,
    send(points) {
      for (const point of points) io.emit('data', messageOf(point));
    },
    // What waits for a transport that is still writing has not reached the socket.
    isDrained: () =>
      Object.values(io.engine.clients).every(
        ({ writeBuffer, transport }) => writeBuffer.length === 0 && transport.writable,
      ) && [...sockets].every(({ writableLength }) => writableLength === 0),
    close: () => {
      for (const socket of sockets) socket.destroy();
      io.close();
    },
  };
}

/** What is used of socket.io. */
interface Broadcaster {
  emit(event: string, message: unknown): unknown;
  close(): unknown;
  readonly engine: {
    readonly clients: Readonly<
      Record<
        string,
        { readonly writeBuffer: readonly unknown[]; readonly transport: { writable: boolean } }
      >
    >;
  };
}

/** The sessions of gradstream, with a block of one point each time. */
export async function ourSessions(): Promise<Contender> {
  let waiting = 0;
  const soon = (task: () => void) => {
    waiting++;
    setImmediate(() => {
      waiting--;
      task();
    });
  };
  const hub = createHub({ now: Date.now, soon });
  const log = createSeriesLog({ topic, epoch: 'epoch-epoch' }, { now: Date.now, blockPoints: 1 });
  hub.add(log);
  const bundles = prepareFrame && createBundles(prepareFrame);
  const accepted = await accepting((webSocket, socket) => {
    const session = createSession({
      id: 's',
      role: 'watcher',
      connection: webSocketConnection(webSocket, socket, bundles),
      hub,
      desk: { ask() {} },
      limits: { ...defaultLimits, messagesPerSecond: 1e9, messageBurst: 1e9 },
      nowMs: Date.now(),
    });
    hub.join(session);
    webSocket.on('message', (data: Buffer) => session.receive(data.toString(), Date.now()));
    webSocket.on('pong', () => session.pong());
    webSocket.on('close', () => hub.leave(session));
  });
  return {
    name: 'gradstream',
    entry: ourEntry,
    ...accepted,
    send(points) {
      for (const point of points) log.publish(point, 1 / point);
      hub.tick();
    },
    isDrained: () => waiting === 0 && accepted.isDrained(),
  };
}
