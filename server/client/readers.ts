import type { Position, Sub } from '../protocol/clientMessages.js';
import { defaultLimits } from '../protocol/limits.js';
import type { Err, ServerMessage, Subscribed, Welcome } from '../protocol/serverMessages.js';
import { matchesTopic } from '../protocol/topicNames.js';
import type { Say } from './converse.js';
import { RequestError } from './errors.js';
import { isTopicFrame } from './partOf.js';
import type { Reader } from './reader.js';

/** All who read over one connection, whatever socket it is on at the moment. */
export interface Readers {
  readonly add: (reader: Reader) => void;
  readonly remove: (reader: Reader) => void;
  /** How far all have come: the least position of each topic. */
  readonly positions: () => Position[];
  /** A socket is open: goes on where the last one ended. */
  readonly resume: (welcome: Welcome, say: Say) => void;
  readonly hear: (message: ServerMessage) => void;
  /** The socket is closed. */
  readonly suspend: () => void;
  readonly fail: (error: Error) => void;
  readonly complete: () => void;
}

/** The most topics that one message names, and the most subscriptions of a connection. */
export const MANY = defaultLimits.subscriptions;

/** @param later runs a task after a while, in which the server forgets that it was asked too much */
export function readers(later: (task: () => void) => void): Readers {
  const all = new Set<Reader>();
  const asked = new Map<string, { readonly reader: Reader; readonly sub: Sub }>();
  let say: Say | undefined;
  let requests = 0;

  function ask(reader: Reader, topic = reader.wish.pattern, position?: Position): void {
    const { maxHz, points } = reader.wish;
    const { epoch, seq } = position ?? {};
    const from = epoch === undefined || seq === undefined ? reader.wish.from : { epoch, seq };
    const sub: Sub = { t: 'sub', id: `s${++requests}`, topic, from, maxHz, points };
    asked.set(sub.id, { reader, sub });
    say?.(sub);
  }

  function resume({ topics, resumed }: Welcome, newSay: Say): void {
    say = newSay;
    resumed.forEach(begin);
    const known = new Set(resumed.map(({ topic }) => topic));
    for (const reader of all) {
      const { pattern } = reader.wish;
      const positions = new Map(reader.positions().map((each) => [each.topic, each]));
      if (positions.size === 0) {
        ask(reader);
        continue;
      }
      // Topics that are new to a reader that goes on with others, and those for which hello had no room.
      const others = topics.filter(
        ({ topic }) => matchesTopic(pattern, topic) && !known.has(topic),
      );
      if (known.size + others.length <= MANY) {
        for (const { topic } of others) ask(reader, topic, positions.get(topic));
      } else ask(reader); // all of it once more: it drops what it has
    }
  }

  function begin(subscribed: Subscribed): void {
    for (const reader of all) reader.begin(subscribed);
  }

  function refused({ id = '', code, message }: Err): void {
    const request = asked.get(id);
    if (request === undefined) return;
    asked.delete(id);
    const { reader, sub } = request;
    if (!all.has(reader)) return;
    if (code === 'tooFast') later(() => askAgain(reader, sub));
    else if (sub.topic === reader.wish.pattern) {
      const text = `Cannot subscribe to ${sub.topic}: ${message}`;
      all.delete(reader);
      reader.fail(new RequestError(text, code));
    }
  }

  function askAgain(reader: Reader, sub: Sub): void {
    if (!all.has(reader) || say === undefined) return;
    asked.set(sub.id, { reader, sub });
    say(sub);
  }

  function hear(message: ServerMessage): void {
    if (message.t === 'ok') {
      asked.delete(message.id);
      message.topics?.forEach(begin);
    } else if (message.t === 'err') refused(message);
    else if (message.t === 'reset') for (const reader of all) reader.reset(message);
    else if (isTopicFrame(message)) {
      for (const reader of all) {
        const missing = reader.take(message);
        if (missing !== undefined) {
          ask(reader, missing.topic, missing);
        }
      }
    }
  }

  return {
    add(reader) {
      all.add(reader);
      if (say !== undefined) ask(reader);
    },
    remove(reader) {
      if (!all.delete(reader)) return;
      const { pattern } = reader.wish;
      const needed = [...all].some((other) => overlap(other.wish.pattern, pattern));
      if (!needed) say?.({ t: 'unsub', id: `s${++requests}`, topic: pattern });
    },
    positions() {
      const least = new Map<string, Position>();
      for (const reader of all) {
        for (const position of reader.positions()) {
          const before = least.get(position.topic);
          if (before === undefined || position.seq < before.seq)
            least.set(position.topic, position);
        }
      }
      return [...least.values()];
    },
    resume,
    hear,
    suspend() {
      say = undefined;
      asked.clear();
    },
    fail(error) {
      for (const reader of all) reader.fail(error);
      all.clear();
    },
    complete() {
      for (const reader of all) reader.complete();
      all.clear();
    },
  };
}

/** Whether there may be a topic that both patterns mean. */
function overlap(one: string, other: string): boolean {
  const stem = (pattern: string) => pattern.replace(/\*$/, '');
  return matchesTopic(one, stem(other)) || matchesTopic(other, stem(one));
}
