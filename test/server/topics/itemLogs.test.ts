import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createEventLog } from '../../../server/topics/eventLog.js';
import { createStateLog } from '../../../server/topics/stateLog.js';
import type { TopicLog } from '../../../server/topics/topicLog.js';

const origin = { topic: 'r1/run/events', epoch: 'e' };
const reading = { why: 'history' } as const;

/** The q and d of everything behind `seq`. */
function readFrom(log: TopicLog, seq: number): [q: number, d: unknown][] {
  const found: [number, unknown][] = [];
  for (let at = seq; ; ) {
    const frame = log.next(at, reading);
    if (frame === undefined) return found;
    const { q, d } = JSON.parse(frame.text);
    found.push([q, d]);
    at = frame.last;
  }
}

describe('createEventLog()', () => {
  property.prop([fc.array(fc.string()), fc.nat()])(
    'tells every event behind a position once, in order',
    (events, n) => {
      const log = createEventLog(origin);
      for (const event of events) log.publish(event);
      const seq = n % (events.length + 1);
      expect(log.start({ epoch: 'e', seq })).toEqual({ seq, recovered: true });
      expect(readFrom(log, seq)).toEqual(events.slice(seq).map((d, i) => [seq + i + 1, d]));
    },
  );

  test('begins where it is asked to', () => {
    const log = createEventLog(origin);
    for (const event of [1, 2, 3]) log.publish(event);
    expect(log.start('first').seq).toBe(0);
    expect(log.start('new').seq).toBe(3);
    expect(log.start({ last: 2 }).seq).toBe(1);
    expect(log.start({ last: 9 }).seq).toBe(0);
    expect(log.start({ epoch: 'e', seq: 4 })).toEqual({ seq: 0, recovered: false });
    expect(log.start({ epoch: 'f', seq: 1 })).toEqual({ seq: 0, recovered: false });
  });
});

describe('createStateLog()', () => {
  test('tells the newest value alone, with the count of all', () => {
    const log = createStateLog(origin);
    expect(readFrom(log, 0)).toEqual([]);
    for (const value of ['a', 'b', 'c']) log.publish(value);
    expect(readFrom(log, 0)).toEqual([[3, 'c']]);
    expect(readFrom(log, 3)).toEqual([]);
  });

  test('begins with the newest value wherever it is asked to, and not twice', () => {
    const log = createStateLog(origin);
    log.publish('a');
    expect(log.start('new').seq).toBe(0);
    expect(log.start({ last: 5 }).seq).toBe(0);
    expect(log.start({ epoch: 'e', seq: 1 })).toEqual({ seq: 1, recovered: true });
    expect(log.start({ epoch: 'f', seq: 1 })).toEqual({ seq: 0, recovered: false });
  });

  test('encodes a value once, and none that nobody reads', () => {
    const log = createStateLog(origin);
    let encoded = 0;
    const value = {
      toJSON() {
        encoded++;
        return 1;
      },
    };
    log.publish(value);
    log.publish(value);
    readFrom(log, 0);
    readFrom(log, 1);
    expect(encoded).toBe(1);
  });
});
