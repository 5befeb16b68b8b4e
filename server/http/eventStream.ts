import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Position } from '../protocol/clientMessages.js';
import type { Limits } from '../protocol/limits.js';
import type { Bundles } from '../sessions/bundles.js';
import type { Guest, Hub } from '../sessions/hub.js';
import { createReader } from '../sessions/reader.js';
import type { Frame, TopicLog } from '../topics/topicLog.js';
import { safeHeaders } from './answer.js';
import type { Refusal } from './checkRequest.js';
import { positionsOf, writePositions } from './eventStreamPositions.js';

/** A JSON text as an event of `text/event-stream`. */
export function encodeServerSentEvent(text: string): Uint8Array {
  return Buffer.from(`data: ${text}\n\n`);
}

/** What an event stream needs. */
export interface EventStreamOptions {
  readonly hub: Hub;
  readonly bundles: Bundles;
  readonly limits: Limits;
  readonly now: () => number;
}

/** The topics that a request asks for, and where each begins; a refusal when there are none, or too many. */
export function topicsAskedFor(
  request: Pick<IncomingMessage, 'url' | 'headers'>,
  hub: Hub,
  most: number,
): ReadonlySet<TopicLog> | Refusal {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  const patterns = searchParams.getAll('topic');
  if (patterns.length > most) return { status: 400, why: `${most} topics at most` };
  const logs = new Set(patterns.flatMap((pattern) => hub.matching(pattern)));
  if (logs.size === 0) return { status: 404, why: 'no topic has this name, or begins like this' };
  return logs.size > most ? { status: 400, why: `${most} topics at most` } : logs;
}

/**
 * Serves topics as `text/event-stream`, for who cannot speak WebSocket: the same frames, each the data of an event. Its
 * id says how far it comes in all topics; sent back as `Last-Event-ID`, the stream goes on there. Without one it begins
 * with everything (`first`).
 *
 * Frame and id are one event, so that nobody has the one without the other, wherever the line is cut.
 */
export function openEventStream(
  request: IncomingMessage,
  response: ServerResponse,
  logs: ReadonlySet<TopicLog>,
  { hub, bundles, limits, now }: EventStreamOptions,
): void {
  const { socket } = request;
  const write = (text: string | Uint8Array) => {
    if (!response.destroyed) response.write(text);
  };
  const positions = new Map<string, Position>();
  const outlet = {
    get bufferedBytes() {
      return response.writableLength;
    },
    get flushedBytes() {
      return socket.bytesWritten - socket.writableLength;
    },
    write(frames: readonly Frame[]) {
      const events = frames.flatMap((frame) => {
        const origin = originOf(frame);
        positions.set(origin.topic, { ...origin, seq: frame.last });
        const id = `id: ${writePositions(positions.values())}\n`;
        return [Buffer.from(id), bundles.bytesOf([frame])];
      });
      write(Buffer.concat(events));
    },
  };
  const reader = createReader(outlet, limits, now());
  let aliveMs = now();

  response.writeHead(200, { ...safeHeaders, 'Content-Type': 'text/event-stream' });
  response.flushHeaders();
  const since = positionsOf(request.headers['last-event-id']);
  const goesOn = [...logs].map((log) => {
    const { topic, epoch } = log.info;
    hub.watch(topic, 1);
    const position = since.get(topic) ?? { topic, epoch, seq: 0 };
    const subscribed = reader.subscribe(log, since.has(topic) ? position : 'first');
    if (subscribed.recovered) positions.set(topic, position);
    return subscribed;
  });
  for (const { topic, epoch, top, recovered } of goesOn) {
    const why = 'what you have is of another log, or too old';
    if (!recovered)
      write(encodeServerSentEvent(JSON.stringify({ t: 'reset', s: topic, e: epoch, top, why })));
  }

  const guest: Guest = {
    topics: Array.from(logs, (log) => log.info.topic),
    get lagging() {
      return reader.lagging;
    },
    deliver: (nowMs) => reader.deliver(nowMs),
    check(nowMs) {
      if (reader.fault(nowMs) !== undefined) socket.destroy();
      if (nowMs - aliveMs < limits.pingMs) return;
      aliveMs = nowMs;
      write(': still here\n\n');
    },
  };
  hub.join(guest);
  response.on('drain', () => hub.wake(guest));
  response.on('close', () => hub.leave(guest));
  hub.wake(guest);
}

/** Whose frame it is: its text begins with that. */
function originOf({ text }: Frame): { readonly topic: string; readonly epoch: string } {
  const [, topic, epoch] = /^\{"t":"\w+","s":("(?:[^"\\]|\\.)*"),"e":("[\w-]*")/.exec(text) ?? [];
  return { topic: JSON.parse(topic), epoch: JSON.parse(epoch) };
}
