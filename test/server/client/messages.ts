import { defaultLimits } from '../../../server/protocol/limits.js';
import type {
  AggFrame,
  AggRow,
  DataFrame,
  Subscribed,
  Welcome,
} from '../../../server/protocol/serverMessages.js';

/** Messages of a server, as the tests of the client need them. */

export const topic = 'r1/train/cost';

export function welcome(resumed: readonly Subscribed[] = []): Welcome {
  const { recovered: _, ...info } = subscribed();
  return {
    t: 'welcome',
    v: 1,
    session: 'session',
    role: 'watcher',
    limits: defaultLimits,
    topics: [info],
    resumed,
  };
}

export function subscribed(more: Partial<Subscribed> = {}): Subscribed {
  return { topic, class: 'series', epoch: 'a', first: 1, top: 0, recovered: true, ...more };
}

/** The points f..l: the value of a point is ten times its seq. */
export function data(f: number, l: number, more: Partial<DataFrame> = {}): DataFrame {
  const x = Array.from({ length: l - f + 1 }, (_, i) => f + i);
  return { t: 'data', s: topic, e: 'a', f, l, x, y: x.map((seq) => 10 * seq), ts: 0, ...more };
}

/** The points from f on in rows of so many. */
export function agg(f: number, counts: readonly number[], why: AggFrame['why']): AggFrame {
  let seq = f;
  const rows = counts.map((count): AggRow => {
    const last = seq + count - 1;
    const row = [seq, last, 10 * seq, 10 * last, 10 * seq, 10 * last, count, 0] as const;
    seq += count;
    return row;
  });
  return { t: 'agg', s: topic, e: 'a', f, l: seq - 1, rows, why };
}
