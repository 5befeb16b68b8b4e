import type { From, Position, Sub } from '../protocol/clientMessages.js';
import type { ErrorCode } from '../protocol/errorCodes.js';
import type { Subscribed } from '../protocol/serverMessages.js';
import type { TopicLog } from '../topics/topicLog.js';
import type { Hub } from './hub.js';
import type { Pace, Reader } from './reader.js';

/** What a session has subscribed to: patterns, and by them topics. */
export interface Subscriptions {
  /** Subscribes behind positions; topics that are unknown are left out. */
  resume(positions: readonly Position[]): readonly Subscribed[];
  add(request: Pick<Sub, 'topic' | 'from' | 'maxHz' | 'points'>): readonly Subscribed[] | ErrorCode;
  /** Ends a subscription, except for topics that another one wants. */
  remove(pattern: string): ErrorCode | undefined;
}

/** No subscriptions yet. */
export function createSubscriptions(reader: Reader, hub: Hub, most: number): Subscriptions {
  const patterns = new Set<string>();

  function read(log: TopicLog, from: From, pace: Pace = {}): Subscribed {
    const { topic } = log.info;
    const isNew = !reader.reads(topic);
    const subscribed = reader.subscribe(log, from, pace);
    if (isNew) hub.watch(topic, 1);
    return subscribed;
  }

  return {
    resume(positions) {
      return positions.slice(0, most).flatMap(({ topic, epoch, seq }) => {
        // A pattern has no position.
        const [log] = topic.endsWith('*') ? [] : hub.matching(topic);
        if (log === undefined) return [];
        patterns.add(topic);
        return [read(log, { epoch, seq })];
      });
    },
    add({ topic, from = 'new', maxHz, points }) {
      if (!patterns.has(topic) && patterns.size >= most) return 'tooManySubscriptions';
      const logs = hub.matching(topic);
      if (logs.length === 0) return 'unknownTopic';
      patterns.add(topic);
      return logs.map((log) => read(log, from, { maxHz, points }));
    },
    remove(pattern) {
      if (!patterns.delete(pattern)) return 'notSubscribed';
      const wanted = new Set([...patterns].flatMap((each) => hub.matching(each)));
      for (const log of hub.matching(pattern)) {
        const { topic } = log.info;
        if (wanted.has(log) || !reader.reads(topic)) continue;
        reader.unsubscribe(topic);
        hub.watch(topic, -1);
      }
      return undefined;
    },
  };
}
