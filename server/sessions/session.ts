import type { ClientMessage, Cmd, Hello, Sub, Unsub } from '../protocol/clientMessages.js';
import { type CloseCode, closeCodes } from '../protocol/closeCodes.js';
import { type ErrorCode, errorCodes } from '../protocol/errorCodes.js';
import type { Limits } from '../protocol/limits.js';
import { parseClientMessage } from '../protocol/parseClientMessage.js';
import type { Err, Ok, Role, ServerMessage } from '../protocol/serverMessages.js';
import type { Guest, Hub } from './hub.js';
import { createReader, type Outlet } from './reader.js';
import { createSubscriptions } from './subscriptions.js';
import { tokenBucket } from './tokenBucket.js';

/** One connection, as a session sees it. */
export interface Connection extends Outlet {
  send(message: ServerMessage): void;
  /** Asks the other side for a sign of life, below the protocol. */
  ping(): void;
  close(code: CloseCode): void;
}

/** Who decides about commands. */
export interface CommandDesk {
  /** Passes a command on; `answer` is called once, when it is known what became of it. */
  ask(command: Cmd, answer: (answer: Ok | Err) => void): void;
}

/** What a session is made of. */
export interface SessionOptions {
  readonly id: string;
  readonly role: Role;
  readonly connection: Connection;
  readonly hub: Hub;
  readonly desk: CommandDesk;
  readonly limits: Limits;
  readonly nowMs: number;
}

/** A client that speaks the protocol. */
export interface Session extends Guest {
  /** How many points behind the newest the program of the client is, by its own account. */
  readonly unseen: number;
  receive(text: string, nowMs: number): void;
  /** Something came that is not even text. */
  receiveBinary(): void;
  /** The other side gave a sign of life. */
  pong(): void;
  /** Says good-bye and closes. */
  end(code: CloseCode, reconnect?: readonly [minMs: number, maxMs: number]): void;
}

/**
 * The server's side of one connection: `hello` first, then requests, within limits. Whatever comes, nothing is
 * thrown, and no other session notices.
 */
export function createSession(options: SessionOptions): Session {
  const { id, role, connection, hub, desk, limits, nowMs: bornMs } = options;
  const reader = createReader(connection, limits, bornMs);
  const subscriptions = createSubscriptions(reader, hub, limits.subscriptions);
  const messages = tokenBucket(limits.messagesPerSecond, limits.messageBurst);
  const commands = tokenBucket(limits.commandsPerMinute / 60, limits.commandsPerMinute);
  const reports = tokenBucket(1, 1);
  let seen: Readonly<Record<string, number>> = {};
  let isGreeted = false;
  let isClosed = false;
  let bad = 0;
  let pingMs = bornMs;
  let awaitsPong = false;

  function close(code: CloseCode): void {
    if (isClosed) return;
    isClosed = true;
    connection.close(code);
  }

  function refuse(code: ErrorCode, message: string, request?: string): void {
    connection.send({ t: 'err', ...(request !== undefined && { id: request }), code, message });
  }

  /** Refuses what no well-behaved client sends; it may not do so often. */
  function blame(code: ErrorCode, message: string, request?: string): void {
    refuse(code, message, request);
    if (++bad >= limits.badMessages) close(closeCodes.badMessages);
  }

  function greet({ resume = [] }: Hello): void {
    isGreeted = true;
    const resumed = subscriptions.resume(resume);
    const { topics } = hub;
    connection.send({ t: 'welcome', v: 1, session: id, role, limits, topics, resumed });
    hub.wake(session);
  }

  function subscribe(request: Sub): void {
    const topics = subscriptions.add(request);
    if (topics === 'unknownTopic') refuse(topics, errorCodes[topics], request.id);
    else if (typeof topics === 'string') blame(topics, errorCodes[topics], request.id);
    else connection.send({ t: 'ok', id: request.id, topics });
    hub.wake(session);
  }

  function unsubscribe({ id: request, topic }: Unsub): void {
    const code = subscriptions.remove(topic);
    if (code === undefined) connection.send({ t: 'ok', id: request });
    else refuse(code, errorCodes[code], request);
  }

  function command(message: Cmd, nowMs: number): void {
    if (role !== 'controller') {
      blame('forbidden', errorCodes.forbidden, message.id);
    } else if (!commands.take(nowMs)) {
      blame('tooFast', `${limits.commandsPerMinute} commands a minute at most`, message.id);
    } else {
      desk.ask(message, (answer) => {
        if (!isClosed) connection.send(answer);
      });
    }
  }

  function obey(message: ClientMessage, nowMs: number): void {
    if (isGreeted !== (message.t !== 'hello')) {
      close(closeCodes.badHello);
      return;
    }
    switch (message.t) {
      case 'hello':
        greet(message);
        break;
      case 'sub':
        subscribe(message);
        break;
      case 'unsub':
        unsubscribe(message);
        break;
      case 'seen':
        if (reports.take(nowMs)) seen = message.seq;
        break;
      case 'cmd':
        command(message, nowMs);
        break;
      case 'ping':
        connection.send({ t: 'pong' });
        break;
      case 'pong': // any message is a sign of life
    }
  }

  const session: Session = {
    get topics() {
      return reader.topics;
    },
    get lagging() {
      return reader.lagging;
    },
    get unseen() {
      const behind = Array.from(reader.positions, ({ topic, seq }) => seq - (seen[topic] ?? seq));
      return Math.max(0, ...behind);
    },
    deliver: (nowMs) => (isGreeted && !isClosed ? reader.deliver(nowMs) : 'done'),
    receive(text, nowMs) {
      if (isClosed) return;
      awaitsPong = false;
      // Answers are not held back, so who reads none of them may not ask for more.
      if (connection.bufferedBytes >= 2 * limits.bufferedBytes) {
        close(closeCodes.stalled);
        return;
      }
      if (!messages.take(nowMs)) {
        blame('tooFast', `${limits.messagesPerSecond} messages a second at most`);
        return;
      }
      const parsed = parseClientMessage(text);
      if ('message' in parsed) obey(parsed.message, nowMs);
      else if (isGreeted) blame(parsed.code, parsed.why, parsed.id);
      else close(closeCodes.badHello);
    },
    receiveBinary: () => close(closeCodes.notText),
    pong() {
      awaitsPong = false;
    },
    check(nowMs) {
      if (isClosed) return;
      if (!isGreeted && nowMs - bornMs >= limits.helloMs) close(closeCodes.badHello);
      const fault = reader.fault(nowMs);
      if (fault !== undefined) close(fault);
      if (awaitsPong && nowMs - pingMs >= limits.pongMs) close(closeCodes.silent);
      if (nowMs - pingMs < limits.pingMs || isClosed) return;
      pingMs = nowMs;
      awaitsPong = true;
      connection.ping();
    },
    end(code, reconnect) {
      if (isClosed) return;
      connection.send({ t: 'bye', code, ...(reconnect && { reconnect }) });
      close(code);
    },
  };
  return session;
}
