import { WebSocket } from 'ws';
import type { WebSocketConstructor } from './webSocket.js';

/** The WebSocket of `ws`, for Node.js before 22, without compression. */
export const nodeWebSocket: WebSocketConstructor = class extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols, { perMessageDeflate: false });
  }
};
