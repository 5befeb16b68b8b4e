import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { defaultLimits } from '../../server/protocol/limits.js';
import { createBundles } from '../../server/sessions/bundles.js';
import { createHub } from '../../server/sessions/hub.js';
import { prepareFrame } from '../../server/sessions/prepareFrame.js';
import { createSession } from '../../server/sessions/session.js';
import { webSocketConnection } from '../../server/sessions/webSocketConnection.js';
import { createSeriesLog } from '../../server/topics/seriesLog.js';

/** A way to send messages to everyone who is connected, one for each point. */
export interface Contender {
  readonly port: number;
  send(points: readonly number[]): void;
  /** Whether all that was sent has left. */
  isDrained(): boolean;
  close(): void;
}

const topic = 'r1/train/cost';

/** The text that every contender sends for a point, as `data` frames have it. */
function textOf(point: number): string {
  return JSON.stringify({
    t: 'data',
    s: topic,
    e: 'epoch-epoch',
    f: point,
    l: point,
    x: [point],
    y: [1 / point],
    ts: 1_764_000_000_000,
  });
}

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
    ...accepted,
    send(points) {
      for (const text of points.map(textOf)) {
        const bytes = prepareFrame?.(text) ?? new Uint8Array();
        for (const socket of accepted.sockets) socket.write(bytes);
      }
    },
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
    webSocket.on('close', () => hub.leave(session));
  });
  return {
    ...accepted,
    send(points) {
      for (const point of points) log.publish(point, 1 / point);
      hub.tick();
    },
    isDrained: () => waiting === 0 && accepted.isDrained(),
  };
}
