import type { From } from '../protocol/clientMessages.js';
import type { TopicInfo } from '../protocol/topicNames.js';
import { encodeItem, type Origin } from './encodeFrames.js';
import { type Frame, resumeAt, type Start, type TopicLog } from './topicLog.js';

/** A topic of which the newest value counts. */
export interface StateLog extends TopicLog {
  /** Takes a value that nobody changes: it is encoded when somebody reads it. */
  publish(value: unknown): void;
}

/**
 * An empty log of the class `state`. It keeps the newest value; the last one always arrives.
 *
 * @example
 * const log = createStateLog({ topic: 'r1/run/status', epoch: 'e' });
 * ['a', 'b', 'c'].forEach(log.publish);
 * JSON.parse(log.next(1).text) // => { t: 'state', s: 'r1/run/status', e: 'e', q: 3, d: 'c' }
 */
export function createStateLog(origin: Origin): StateLog {
  let top = 0;
  let newest: Frame | undefined;
  let unencoded: { readonly value: unknown } | undefined;
  const info = (): TopicInfo => ({ ...origin, class: 'state', first: Math.max(1, top), top });

  function newestFrame(): Frame | undefined {
    if (unencoded !== undefined) {
      newest = { last: top, text: encodeItem('state', origin, top, unencoded.value) };
      unencoded = undefined;
    }
    return newest;
  }

  return {
    get info() {
      return info();
    },
    publish(value) {
      top++;
      unencoded = { value };
    },
    start(from: From): Start {
      if (typeof from === 'object' && 'epoch' in from) return resumeAt(info(), from, () => true);
      return { seq: 0, recovered: true };
    },
    next: (seq) => (seq < top ? newestFrame() : undefined),
  };
}
