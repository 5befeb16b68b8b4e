import {
  asyncScheduler,
  catchError,
  filter,
  map,
  type Observable,
  of,
  type SchedulerLike,
} from 'rxjs';
import type { ClientMessage, Hello } from '../protocol/clientMessages.js';
import { closeCodes } from '../protocol/closeCodes.js';
import { defaultLimits, SUBPROTOCOL, TOKEN_PREFIX } from '../protocol/limits.js';
import type { ServerMessage } from '../protocol/serverMessages.js';
import { heartbeat } from './heartbeat.js';
import { openSocket, type SocketEvent } from './openSocket.js';
import type { WebSocketConstructor } from './webSocket.js';

/** What a conversation with a server is made of. */
export interface ConversationOptions {
  readonly url: string;
  readonly token?: string | undefined;
  readonly WebSocket: WebSocketConstructor;
  readonly hello: () => Hello;
  readonly scheduler?: SchedulerLike;
}

/** What happens in a conversation. `closed` is the last. */
export type Turn =
  | { readonly type: 'heard'; readonly message: ServerMessage; readonly say: Say }
  | Extract<SocketEvent, { readonly type: 'closed' }>;

export type Say = (message: ClientMessage) => void;

/**
 * One connection from its hello to its close. It answers pings, and asks for a sign of life when it is quiet;
 * a text that is no message is ignored, as fields and types of later versions are.
 *
 *   converse(options)
 *   out:  ---h--h--h--(c|)      h: heard, the first is the welcome; c: closed
 *
 * Timing: as the socket says it. It never fails.
 */
export function converse({
  url,
  token,
  WebSocket,
  hello,
  scheduler = asyncScheduler,
}: ConversationOptions): Observable<Turn> {
  const protocols = [SUBPROTOCOL, ...(token === undefined ? [] : [`${TOKEN_PREFIX}${token}`])];
  let send: ((text: string) => void) | undefined;
  const say: Say = (message) => send?.(JSON.stringify(message));
  return openSocket(url, protocols, WebSocket).pipe(
    heartbeat({
      quietMs: defaultLimits.pingMs,
      answerMs: defaultLimits.pongMs,
      ping: () => say({ t: 'ping' }),
      scheduler,
    }),
    catchError(({ message }: Error) =>
      of<SocketEvent>({ type: 'closed', code: closeCodes.silent, reason: message }),
    ),
    map((event): Turn | undefined => {
      if (event.type === 'closed') return event;
      if (event.type === 'open') {
        send = event.send;
        say(hello());
        return undefined;
      }
      const message = messageOf(event.text);
      if (message?.t === 'ping') say({ t: 'pong' });
      return message && { type: 'heard', message, say };
    }),
    filter((turn) => turn !== undefined),
  );
}

function messageOf(text: string): ServerMessage | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return isMessage(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

/** The server is trusted to speak the protocol: what is here guards against another program at its place. */
function isMessage(value: unknown): value is ServerMessage {
  return typeof value === 'object' && value !== null && 't' in value && typeof value.t === 'string';
}
