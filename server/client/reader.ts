import type { Observer } from 'rxjs';
import type { From, Position } from '../protocol/clientMessages.js';
import type { Reset, Subscribed } from '../protocol/serverMessages.js';
import { matchesTopic } from '../protocol/topicNames.js';
import { type Cursor, placeBehind } from './cursor.js';
import { partOf, spanOf, type TopicFrame } from './partOf.js';
import type { TopicPart } from './parts.js';

/** What is asked of the server for a reader. */
export interface Wish {
  /** A topic, or the beginning of topics with a `*` behind it. */
  readonly pattern: string;
  readonly from: From;
  readonly maxHz?: number | undefined;
  readonly points?: number | undefined;
}

/** Somebody who reads topics: takes each seq once, in order, and notices what is missing. */
export interface Reader {
  readonly wish: Wish;
  /** How far it has come, by topic; seq 0 where nothing has come. */
  readonly positions: () => Position[];
  /** A subscription begins, or goes on. */
  readonly begin: (subscribed: Subscribed) => void;
  /** A frame, of any topic. Tells the position from which the topic is to be read again, when some is missing. */
  readonly take: (frame: TopicFrame) => Position | undefined;
  readonly reset: (reset: Pick<Reset, 's' | 'e'>) => void;
  readonly fail: Observer<TopicPart>['error'];
  readonly complete: () => void;
}

/** A reader that hands what it takes to an observer. */
export function reader(wish: Wish, observer: Observer<TopicPart>): Reader {
  /** Without a seq where it is not known behind which one the topic begins. */
  const cursors = new Map<string, Cursor | { readonly epoch: string; readonly seq: undefined }>();
  /** Topics that are being read again. */
  const healing = new Set<string>();
  const isMine = (topic: string) => matchesTopic(wish.pattern, topic);

  function startAnew(topic: string, epoch: string, isWhole: boolean): void {
    const { seq: before = 0 } = cursors.get(topic) ?? {};
    cursors.set(topic, { epoch, seq: isWhole ? 0 : undefined });
    healing.delete(topic);
    if (before > 0) observer.next({ kind: 'reset', topic });
  }

  return {
    wish,
    positions: () =>
      [...cursors].flatMap(([topic, { epoch, seq }]) =>
        seq === undefined ? [] : [{ topic, epoch, seq }],
      ),
    begin({ topic, epoch, recovered }) {
      if (!isMine(topic)) return;
      const cursor = cursors.get(topic);
      if (cursor?.epoch === epoch && recovered) healing.delete(topic);
      else startAnew(topic, epoch, wish.from === 'first' || !recovered);
    },
    take(frame) {
      const topic = frame.s;
      const cursor = cursors.get(topic);
      if (cursor === undefined || !isMine(topic)) return undefined;
      const [first, last] = spanOf(frame);
      const at = cursor.seq === undefined ? { epoch: cursor.epoch, seq: first - 1 } : cursor;
      const found = placeBehind(at, frame.e, first, last);
      const jumps = found.place === 'gap' && frame.t === 'state';
      if (found.place === 'foreign' || found.place === 'duplicate') return undefined;
      const skip = found.place === 'overlap' ? found.skip : 0;
      const part = found.place === 'gap' && !jumps ? undefined : partOf(frame, skip);
      if (part === undefined) {
        if (healing.has(topic)) return undefined;
        healing.add(topic);
        return { topic, ...at };
      }
      cursors.set(topic, { epoch: frame.e, seq: last });
      observer.next(part);
      return undefined;
    },
    reset: ({ s, e }) => {
      if (isMine(s)) startAnew(s, e, true);
    },
    fail: (error) => observer.error(error),
    complete: () => observer.complete(),
  };
}
