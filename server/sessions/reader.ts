import type { From, Position } from '../protocol/clientMessages.js';
import { type CloseCode, closeCodes } from '../protocol/closeCodes.js';
import type { Limits } from '../protocol/limits.js';
import type { Subscribed } from '../protocol/serverMessages.js';
import type { Frame, Start, TopicLog } from '../topics/topicLog.js';

/** Where the frames of a reader go: a socket, or a response. */
export interface Outlet {
  /** Bytes that wait for the network. */
  readonly bufferedBytes: number;
  /** Bytes that the network has taken, ever. */
  readonly flushedBytes: number;
  /** Writes frames, in their order, to what is open; else does nothing. */
  write(frames: readonly Frame[]): void;
}

/** What came of a turn: all was given, there is more, or the outlet is full. */
export type Delivery = 'done' | 'more' | 'full';

/** How much of a series somebody wants. */
export interface Pace {
  /** At most so many frames a second, one row each. Default: all. */
  readonly maxHz?: number | undefined;
  /** Of the past, the newest points one by one, what is before them in rows. Default: all that are kept. */
  readonly points?: number | undefined;
}

/** A place in each topic that somebody reads. No queue: what it has not read stays in the logs. */
export interface Reader {
  readonly topics: Iterable<string>;
  /** Topic, epoch and seq of everything that was handed to the outlet. */
  readonly positions: readonly Position[];
  /** Begins to read a topic, or begins anew. */
  subscribe(log: TopicLog, from: From, pace?: Pace): Subscribed;
  unsubscribe(topic: string): void;
  reads(topic: string): boolean;
  /** Hands over what is new, up to 128 KiB or so in one turn. */
  deliver(nowMs: number): Delivery;
  /** Why the reader has to be closed, as the last turn has shown; undefined when all is well. */
  fault(nowMs: number): CloseCode | undefined;
  /** Whether it gets nothing, because too much waits for the network. */
  readonly lagging: boolean;
}

/** The most that is handed over in one turn, so that a reader who has much to read lets others in. */
const SLICE_BYTES = 128 * 1024;

/** The most that goes into one write, so that progress is seen on a slow line too. */
const WRITE_BYTES = 64 * 1024;

interface Cursor {
  readonly log: TopicLog;
  seq: number;
  /** Whether it has come to the end once. */
  isLive: boolean;
  readonly minGapMs: number;
  /** Up to this seq the past comes in rows. */
  readonly rowsUntil: number;
  /** Not before that. */
  dueMs: number;
}

/** A reader of nothing yet. */
export function createReader(outlet: Outlet, limits: Limits, bornMs: number): Reader {
  const cursors = new Map<string, Cursor>();
  /** The same, to be walked through at each tick. */
  let list: readonly Cursor[] = [];
  let lagging = false;
  let flushedBytes = 0;
  let progressMs = bornMs;
  let overrun = false;
  /** Topics are served in turn: who was cut off goes on first. */
  let turn = 0;

  function nextOf(cursor: Cursor, nowMs: number): Frame | undefined {
    const { log, minGapMs, rowsUntil } = cursor;
    const isPaced = minGapMs > 0 && log.info.class !== 'event';
    if (isPaced && nowMs < cursor.dueMs) return undefined;
    const { isLive } = cursor;
    const why = isLive ? 'lagging' : 'history';
    const frame = log.next(cursor.seq, {
      why: isPaced ? 'maxHz' : why,
      asOne: isPaced,
      isLive,
      rowsUntil,
    });
    if (frame === undefined) {
      cursor.isLive = true;
      return undefined;
    }
    cursor.seq = frame.last;
    if (isPaced) cursor.dueMs = nowMs + minGapMs;
    return frame;
  }

  /** The next frames, as many as go into one write. */
  function collect(nowMs: number): { frames: Frame[]; bytes: number } {
    const frames: Frame[] = [];
    let bytes = 0;
    for (let i = 0; i < list.length; i++) {
      const cursor = list[(turn + i) % list.length];
      const next = () => nextOf(cursor, nowMs);
      for (let frame = next(); frame !== undefined; frame = next()) {
        frames.push(frame);
        bytes += frame.text.length;
        if (bytes >= WRITE_BYTES) {
          turn = (turn + i + 1) % list.length;
          return { frames, bytes };
        }
      }
    }
    return { frames, bytes };
  }

  /** Whether too much waits for the network, and whether any of it has left since the last turn. */
  function look(nowMs: number): void {
    const { bufferedBytes } = outlet;
    lagging = bufferedBytes >= limits.bufferedBytes;
    if (bufferedBytes === 0) {
      progressMs = nowMs;
      return;
    }
    const flushed = outlet.flushedBytes;
    if (flushed > flushedBytes) progressMs = nowMs;
    flushedBytes = flushed;
  }

  function noteOverrun(): void {
    for (const { log, seq, isLive } of cursors.values()) {
      const { class: kind, top } = log.info;
      overrun ||= kind === 'event' && isLive && top - seq > limits.eventsBehind;
    }
  }

  return {
    get topics() {
      return cursors.keys();
    },
    get positions() {
      return Array.from(cursors.values(), ({ log, seq }) => {
        const { topic, epoch } = log.info;
        return { topic, epoch, seq };
      });
    },
    get lagging() {
      return lagging;
    },
    subscribe(log, from, { maxHz, points = Infinity } = {}) {
      const { seq, recovered }: Start = log.start(from);
      const minGapMs = maxHz === undefined ? 0 : 1000 / maxHz;
      const { topic, top } = log.info;
      const rowsUntil = top - points;
      cursors.set(topic, { log, seq, isLive: false, minGapMs, rowsUntil, dueMs: 0 });
      list = [...cursors.values()];
      return { ...log.info, recovered };
    },
    unsubscribe(topic) {
      cursors.delete(topic);
      list = [...cursors.values()];
    },
    reads: (topic) => cursors.has(topic),
    deliver(now) {
      for (let given = 0; ; ) {
        look(now);
        if (lagging) {
          noteOverrun();
          return 'full';
        }
        if (given >= SLICE_BYTES) return 'more';
        const { frames, bytes } = collect(now);
        if (frames.length > 0) outlet.write(frames);
        if (bytes < WRITE_BYTES) return 'done';
        given += bytes;
      }
    },
    fault(now) {
      if (overrun) return closeCodes.tooFarBehind;
      return now - progressMs >= limits.stallMs ? closeCodes.stalled : undefined;
    },
  };
}
