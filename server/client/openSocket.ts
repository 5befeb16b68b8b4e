import { Observable } from 'rxjs';
import type { WebSocketConstructor } from './webSocket.js';

/** The life of a socket. `closed` is the last one. */
export type SocketEvent =
  | { readonly type: 'open'; readonly send: (text: string) => void }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string };

/**
 * Opens a socket; unsubscribing closes it.
 *
 *   openSocket(url, protocols, WebSocket)
 *   out:  --o--t--t--(c|)      o: open, t: text, c: closed
 *
 * It never fails: a socket that cannot be opened is closed with 1006, and the reason where one is known.
 *
 * Timing: as the socket says it.
 */
export function openSocket(
  url: string,
  protocols: readonly string[],
  WebSocket: WebSocketConstructor,
): Observable<SocketEvent> {
  // Listeners that outlive nothing, and a close on unsubscription: no creation operator has both.
  return new Observable((observer) => {
    const socket = new WebSocket(url, [...protocols]);
    let trouble = '';
    let open = false;
    socket.addEventListener('open', () => {
      open = true;
      observer.next({ type: 'open', send: (text) => socket.send(text) });
    });
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') observer.next({ type: 'text', text: data });
    });
    socket.addEventListener('error', ({ message }) => {
      if (typeof message === 'string') trouble = message;
    });
    socket.addEventListener('close', ({ code, reason }) => {
      const why = reason || trouble || (open ? 'the connection was lost' : 'no answer');
      observer.next({ type: 'closed', code, reason: why });
      observer.complete();
    });
    return () => socket.close(1000);
  });
}
