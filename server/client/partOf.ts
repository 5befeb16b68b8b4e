import type {
  AggFrame,
  AggRow,
  DataFrame,
  EventFrame,
  ServerMessage,
  StateFrame,
} from '../protocol/serverMessages.js';
import { fromWire } from '../protocol/wireNumber.js';
import type { PointRange, TopicPart } from './parts.js';

/** A message that carries something of a topic. */
export type TopicFrame = DataFrame | AggFrame | StateFrame | EventFrame;

export function isTopicFrame(message: ServerMessage): message is TopicFrame {
  return ['data', 'agg', 'state', 'event'].includes(message.t);
}

/** The seqs that a frame covers. */
export function spanOf(frame: TopicFrame): readonly [first: number, last: number] {
  return 'q' in frame ? [frame.q, frame.q] : [frame.f, frame.l];
}

/** A frame without its first `skip` seqs; undefined when it cannot be cut there, within a row. */
export function partOf(frame: TopicFrame, skip: number): TopicPart | undefined {
  switch (frame.t) {
    case 'data':
      return {
        kind: 'points',
        topic: frame.s,
        first: frame.f + skip,
        last: frame.l,
        iterations: skip === 0 ? frame.x : frame.x.slice(skip),
        values: (skip === 0 ? frame.y : frame.y.slice(skip)).map(fromWire),
      };
    case 'agg': {
      const rows = rowsBehind(frame.rows, skip);
      if (rows === undefined) return undefined;
      const first = frame.f + skip;
      const ranges = rows.map(rangeOf);
      return { kind: 'ranges', topic: frame.s, first, last: frame.l, ranges, why: frame.why };
    }
    case 'state':
      return { kind: 'state', topic: frame.s, value: frame.d };
    default:
      return { kind: 'event', topic: frame.s, seq: frame.q, event: frame.d };
  }
}

function rowsBehind(rows: readonly AggRow[], skip: number): readonly AggRow[] | undefined {
  let start = 0;
  let left = skip;
  while (left > 0 && start < rows.length) left -= rows[start++][6];
  return left === 0 ? rows.slice(start) : undefined;
}

function rangeOf([from, iteration, min, max, first, value, count, nonFinite]: AggRow): PointRange {
  return {
    from,
    iteration,
    min: fromWire(min),
    max: fromWire(max),
    first: fromWire(first),
    value: fromWire(value),
    count,
    nonFinite,
  };
}
