import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Delivery } from '../delivery.js';
import { cutLines } from '../lines/cutLines.js';
import { bodyOf, comeAgain, respond } from './answering.js';
import { type Exchange, openExchange } from './exchange.js';
import { idOf } from './idHeader.js';
import { type Doors, isOfLines, requestRefusal, tooLarge } from './requestRefusal.js';

/** Where a server listens, and what becomes of what it is sent. */
export interface ServerOptions {
  readonly port: number;
  readonly host: string;
  readonly doors: Doors;
  /** The most requests that are being read or wait to be asked for. */
  readonly waiting: number;
  readonly answerMs: number;
  /** Of the positions. */
  readonly part: string;
  readonly give: (delivery: Delivery) => void;
  readonly listening: (port: number) => void;
  readonly fail: (error: Error) => void;
}

/** A server that takes records. */
export interface WebhookServer {
  /** Wants so many more records. */
  ask(count: number): void;
  /** Takes no more, refuses those that are not settled, and ends. */
  close(): void;
}

/** Headers come within 5 s, in 8 KiB; a request within 10 s. */
const requestLimits = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8 * 1024,
} as const;

/** Of any kind; more are dropped. */
const CONNECTIONS = 1_024;

/** When a sender is to come again whom nobody has told when. */
const RETRY_MS = 1_000;

/** A server that listens as soon as it can. */
export function openServer(options: ServerOptions): WebhookServer {
  const { port, host, doors, waiting, answerMs, part, give, listening, fail } = options;
  const server = createServer(requestLimits);
  const unanswered = new Set<ServerResponse>();
  let queue: Exchange[] = [];
  let reading = 0;
  let count = 0;
  let wanted = 0;
  let isGiving = false;
  let isClosed = false;

  function giveOut(): void {
    if (isGiving) return;
    isGiving = true;
    while (wanted > 0 && queue.length > 0) {
      const delivery = queue[0].take();
      if (delivery === undefined) queue.shift();
      else {
        wanted--;
        give(delivery);
      }
    }
    isGiving = false;
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let exchange: Exchange | undefined;
    unanswered.add(response);
    response.once('close', () => {
      unanswered.delete(response);
      exchange?.end();
    });
    reading++;
    const body = await bodyOf(request, doors.maxBytes);
    reading--;
    if (body === 'too large') respond(response, tooLarge(doors.maxBytes));
    if (typeof body === 'string' || !unanswered.has(response) || isClosed) return;
    exchange = openExchange({
      records: recordsOf(request, body),
      position: () => ({ part, at: String(count++) }),
      answerMs,
      answer: (retryMs) => respond(response, retryMs === undefined ? done : comeAgain(retryMs)),
    });
    queue.push(exchange);
    giveOut();
  }

  function handle(request: IncomingMessage, response: ServerResponse, expects: boolean): void {
    queue = queue.filter(({ isWaiting }) => isWaiting);
    const isFull = reading + queue.length >= waiting;
    const refusal = requestRefusal(request, doors) ?? (isFull ? comeAgain(RETRY_MS) : undefined);
    if (refusal !== undefined) {
      respond(response, refusal);
      return;
    }
    if (expects) response.writeContinue();
    void take(request, response);
  }

  function end(): void {
    server.close();
    const left = [...unanswered].map((response) => once(response, 'close'));
    for (const response of unanswered) {
      response.shouldKeepAlive = false;
      respond(response, comeAgain(RETRY_MS));
    }
    void Promise.allSettled(left).then(() => server.closeAllConnections());
  }

  server.maxConnections = CONNECTIONS;
  server.on('request', (request, response) => handle(request, response, false));
  // Else Node.js asks for the body by itself, whoever it is from.
  server.on('checkContinue', (request, response) => handle(request, response, true));
  server.on('error', fail);
  server.once('listening', () => {
    const address = server.address();
    if (!isClosed && address !== null && typeof address === 'object') listening(address.port);
  });
  // Node.js listens a little later than it is told to, whatever happens meanwhile.
  queueMicrotask(() => {
    if (!isClosed) server.listen(port, host);
  });

  return {
    ask(more) {
      wanted += more;
      giveOut();
    },
    close() {
      isClosed = true;
      queue = [];
      if (server.listening) end();
      else server.once('listening', end);
    },
  };
}

const done = { status: 202, why: '' };

function* recordsOf(request: IncomingMessage, body: Uint8Array) {
  const id = idOf(request) ?? randomUUID();
  if (!isOfLines(request)) {
    yield { value: body, id };
    return;
  }
  // One by one: a body of newlines alone has very many lines.
  const lines = cutLines(body.length);
  lines.write(body);
  lines.end();
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    yield { value: line.value, id: `${id}:${lines.count}` };
  }
}
