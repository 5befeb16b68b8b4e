import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { closeCodes } from '../protocol/closeCodes.js';
import { type Limits, SUBPROTOCOL } from '../protocol/limits.js';
import type { Role } from '../protocol/serverMessages.js';
import type { Bundles } from '../sessions/bundles.js';
import type { Hub } from '../sessions/hub.js';
import { type CommandDesk, createSession, type Session } from '../sessions/session.js';
import { type RawSocket, webSocketConnection } from '../sessions/webSocketConnection.js';
import { refuseUpgrade } from './answer.js';
import type { Refusal } from './checkRequest.js';
import type { ConnectionCaps } from './connectionCaps.js';
import type { Gate } from './gate.js';

/** What sessions are made of. */
export interface UpgradeOptions {
  readonly gate: Gate;
  readonly caps: ConnectionCaps;
  readonly hub: Hub;
  readonly desk: CommandDesk;
  readonly limits: Limits;
  /** Whole frames of RFC 6455, where they can be prepared. */
  readonly bundles: Bundles | undefined;
  readonly now: () => number;
}

/** The WebSockets of a server. */
export interface WebSockets {
  upgrade(request: IncomingMessage, socket: Duplex & RawSocket, head: Buffer): void;
  /** Says good-bye to all, who may come back, spread over some seconds; cuts those off that are slow to go. */
  end(withinMs: number): Promise<void>;
}

/** How much of one message may come in pieces, before it looks like an attack. */
const MOST_FRAGMENTS = 64;
const MOST_BUFFERED_CHUNKS = 256;

/** Between the two closes of a WebSocket, in ms. */
const CLOSE_MS = 5_000;

/** Who comes while others are sent away. */
const ending: Refusal = { status: 503, why: 'the server ends' };

/** When clients may come back after a planned end, in ms. */
const COME_BACK_MS = [500, 3_000] as const;

export function createWebSockets(options: UpgradeOptions): WebSockets {
  const { gate, caps, hub, limits, now } = options;
  const sessions = new Map<WebSocket, Session>();
  let isEnding = false;
  // Not a literal in the call: the types of ws do not know all of its options.
  const settings = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.bytesIn,
    maxFragments: MOST_FRAGMENTS,
    maxBufferedChunks: MOST_BUFFERED_CHUNKS,
    closeTimeout: CLOSE_MS,
    handleProtocols: (offered: ReadonlySet<string>) =>
      offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false,
  } as const;
  const server = new WebSocketServer(settings);

  function open(webSocket: WebSocket, raw: RawSocket & Duplex, role: Role): void {
    const connection = webSocketConnection(webSocket, raw, options.bundles);
    const session = createSession({ ...options, id: randomUUID(), role, connection, nowMs: now() });
    const wake = () => hub.wake(session);
    sessions.set(webSocket, session);
    hub.join(session);
    raw.on('drain', wake);
    webSocket.on('message', (data, isBinary) => {
      if (isBinary || !Buffer.isBuffer(data)) session.receiveBinary();
      else session.receive(data.toString(), now());
    });
    webSocket.on('pong', () => session.pong());
    // What breaks RFC 6455 has been answered with its close code; the close comes next.
    webSocket.on('error', () => {});
    webSocket.on('close', () => {
      raw.off('drain', wake);
      sessions.delete(webSocket);
      hub.leave(session);
    });
  }

  return {
    upgrade(request, socket, head) {
      // A connection that is reset is not our trouble.
      socket.on('error', () => {});
      const role = admitted(request, gate);
      if (typeof role === 'object') {
        refuseUpgrade(socket, role);
        return;
      }
      const address = request.socket.remoteAddress ?? '';
      const refusal = isEnding ? ending : caps.take(address);
      if (refusal !== undefined) {
        refuseUpgrade(socket, refusal);
        return;
      }
      socket.on('close', () => caps.release(address));
      server.handleUpgrade(request, socket, head, (webSocket) => open(webSocket, socket, role));
    },
    async end(withinMs) {
      isEnding = true;
      const gone = [...sessions.keys()].map(closed);
      for (const session of sessions.values()) session.end(closeCodes.goingAway, COME_BACK_MS);
      const late = setTimeout(() => {
        for (const webSocket of sessions.keys()) webSocket.terminate();
      }, withinMs);
      await Promise.all(gone);
      clearTimeout(late);
    },
  };
}

/** What an upgrade may do; a refusal when it is none of this protocol, or may do nothing. */
function admitted(request: IncomingMessage, gate: Gate): Role | Refusal {
  const refusal = gate.check(request);
  if (refusal !== undefined) return refusal;
  const { method, url = '', headers } = request;
  if (method !== 'GET') return { status: 405, why: 'GET alone' };
  if (url.split('?', 1)[0] !== '/v1/ws') return { status: 404, why: 'nothing is here' };
  const offered = headers['sec-websocket-protocol']?.split(',').map((text) => text.trim()) ?? [];
  if (!offered.includes(SUBPROTOCOL)) {
    return { status: 400, why: `the subprotocol is ${SUBPROTOCOL}` };
  }
  return gate.admit(request);
}

function closed(webSocket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    webSocket.once('close', () => resolve());
  });
}
