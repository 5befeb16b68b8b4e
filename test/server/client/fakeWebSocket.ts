import type { WebSocketLike } from '../../../server/client/webSocket.js';
import type { ServerMessage } from '../../../server/protocol/serverMessages.js';

/** A WebSocket that does what a test says. */
export interface FakeSocket {
  /** When it was made, by the clock of the test. */
  readonly madeAt: number;
  readonly protocols: readonly string[];
  /** What the client sent. */
  readonly sent: readonly Record<string, unknown>[];
  readonly closed: boolean;
  open(): void;
  say(message: ServerMessage): void;
  sayText(text: string): void;
  /** The connection is lost, or closed by the server. */
  drop(code?: number, reason?: string): void;
}

/** A constructor of such sockets, and all that were made. */
export function fakeWebSocket(now: () => number = () => 0) {
  const sockets: FakeSocket[] = [];
  class WebSocket implements WebSocketLike {
    readonly listeners = new Map<string, unknown>();
    readonly sent: Record<string, unknown>[] = [];
    closed = false;

    constructor(_url: string, protocols: string[]) {
      const tell = (type: string, event: object) => {
        const listener = this.listeners.get(type);
        if (!this.closed && typeof listener === 'function') listener(event);
      };
      const isClosed = () => this.closed;
      sockets.push({
        madeAt: now(),
        protocols,
        sent: this.sent,
        get closed() {
          return isClosed();
        },
        open: () => tell('open', {}),
        say: (message) => tell('message', { data: JSON.stringify(message) }),
        sayText: (data) => tell('message', { data }),
        drop: (code = 1006, reason = '') => {
          tell('close', { code, reason });
          this.closed = true;
        },
      });
    }

    addEventListener(type: string, listener: (event: never) => void): void {
      this.listeners.set(type, listener);
    }

    send(text: string): void {
      this.sent.push(JSON.parse(text));
    }

    close(): void {
      this.closed = true;
    }
  }
  return { WebSocket, sockets };
}
