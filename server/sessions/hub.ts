import { matchesTopic, type TopicInfo } from '../protocol/topicNames.js';
import type { SeriesLog } from '../topics/seriesLog.js';
import type { TopicLog } from '../topics/topicLog.js';
import type { Delivery } from './reader.js';

/** Somebody who is served in turn. */
export interface Guest {
  readonly topics: Iterable<string>;
  readonly lagging: boolean;
  /** How many points the program behind it is behind, where it says so. */
  readonly unseen?: number;
  /** Hands over what is new. */
  deliver(nowMs: number): Delivery;
  /** Looks after time limits, behind a delivery. */
  check(nowMs: number): void;
}

/** All topics, and all who read them. */
export interface Hub {
  readonly topics: readonly TopicInfo[];
  readonly guests: ReadonlySet<Guest>;
  /** Adds a topic. `onWatched` is told when the first reader comes, and when the last one goes. */
  add(log: TopicLog, onWatched?: (isWatched: boolean) => void): void;
  /** The logs of the topics that a pattern means. */
  matching(pattern: string): readonly TopicLog[];
  join(guest: Guest): void;
  leave(guest: Guest): void;
  /** Serves a guest before the next tick: it has subscribed, or its outlet has drained. */
  wake(guest: Guest): void;
  /** Counts one reader more or less of a topic; `leave` does it for those that a guest still reads. */
  watch(topic: string, change: 1 | -1): void;
  /** Seals what was published since the last tick, and serves everyone. */
  tick(): void;
}

/** What a hub takes from outside. */
export interface HubOptions {
  readonly now: () => number;
  /** Runs a task when pending I/O has had its turn. */
  readonly soon: (task: () => void) => void;
}

/** How long guests are served before I/O gets its turn, in ms. */
const TURN_MS = 4;

/** A hub without topics and guests. */
export function createHub({ now, soon }: HubOptions): Hub {
  const topics = new Map<string, Topic>();
  const guests = new Set<Guest>();
  /** Everyone, once a tick: those before `at` have had their turn. */
  let round: readonly Guest[] = [];
  let at = 0;
  /** Whether there was a tick since the round began. */
  let isDue = false;
  /** Those who get a turn besides. */
  const woken = new Set<Guest>();
  let isServing = false;

  /** Who is next: everyone has a turn before somebody has another one. */
  function next(): Guest | undefined {
    if (at === round.length && isDue) {
      round = [...guests];
      at = 0;
      isDue = false;
    }
    if (at < round.length) return round[at++];
    const [first] = woken;
    woken.delete(first);
    return first;
  }

  function serve(): void {
    const endMs = now() + TURN_MS;
    for (let guest = next(); guest !== undefined; guest = next()) {
      const nowMs = now();
      const delivery = guest.deliver(nowMs);
      guest.check(nowMs);
      if (delivery === 'more' && guests.has(guest)) woken.add(guest);
      if (nowMs >= endMs) {
        soon(serve);
        return;
      }
    }
    isServing = false;
  }

  function wake(guest: Guest): void {
    woken.add(guest);
    if (isServing) return;
    isServing = true;
    soon(serve);
  }

  function watch(name: string, change: 1 | -1): void {
    const topic = topics.get(name);
    if (topic === undefined) return;
    topic.readers += change;
    if (topic.readers === 0) topic.onWatched?.(false);
    else if (topic.readers === 1 && change === 1) topic.onWatched?.(true);
  }

  return {
    get topics() {
      return Array.from(topics.values(), ({ log }) => log.info);
    },
    guests,
    add(log, onWatched) {
      const { topic } = log.info;
      if (topics.has(topic)) throw new RangeError(`There is a topic ${topic} already`);
      topics.set(topic, { log, onWatched, readers: 0 });
    },
    matching: (pattern) =>
      [...topics].filter(([name]) => matchesTopic(pattern, name)).map(([, { log }]) => log),
    join(guest) {
      guests.add(guest);
    },
    leave(guest) {
      if (!guests.delete(guest)) return;
      woken.delete(guest);
      for (const topic of guest.topics) watch(topic, -1);
    },
    wake,
    watch,
    tick() {
      for (const { log } of topics.values()) if (isSeries(log)) log.tick();
      isDue = true;
      if (isServing) return;
      isServing = true;
      serve();
    },
  };
}

interface Topic {
  readonly log: TopicLog;
  readonly onWatched: ((isWatched: boolean) => void) | undefined;
  readers: number;
}

function isSeries(log: TopicLog): log is SeriesLog {
  return 'tick' in log;
}
