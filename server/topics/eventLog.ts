import type { From } from '../protocol/clientMessages.js';
import type { TopicInfo } from '../protocol/topicNames.js';
import { encodeItem, type Origin } from './encodeFrames.js';
import { type Frame, resumeAt, type Start, type TopicLog } from './topicLog.js';

/** A topic of which every message counts. */
export interface EventLog extends TopicLog {
  publish(event: unknown): void;
}

/**
 * An empty log of the class `event`. It keeps everything.
 *
 * @example
 * const log = createEventLog({ topic: 'r1/run/events', epoch: 'e' });
 * ['a', 'b', 'c'].forEach(log.publish);
 * JSON.parse(log.next(1).text) // => { t: 'event', s: 'r1/run/events', e: 'e', q: 2, d: 'b' }
 */
export function createEventLog(origin: Origin): EventLog {
  const frames: Frame[] = [];
  const info = (): TopicInfo => ({ ...origin, class: 'event', first: 1, top: frames.length });
  return {
    get info() {
      return info();
    },
    publish(event) {
      const last = frames.length + 1;
      frames.push({ last, text: encodeItem('event', origin, last, event) });
    },
    start(from: From): Start {
      if (from === 'first') return { seq: 0, recovered: true };
      if (from === 'new') return { seq: frames.length, recovered: true };
      if ('last' in from) return { seq: Math.max(0, frames.length - from.last), recovered: true };
      return resumeAt(info(), from, () => true);
    },
    next: (seq) => frames.at(seq),
  };
}
