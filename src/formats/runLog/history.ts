import type { Continuation, LogEvent, Series } from './records.js';
import type { Damage, Segment } from './segment.js';

/** What a log says of a run, along one branch. */
export interface RunHistory {
  /** By name, in the order in which they began. */
  readonly series: ReadonlyMap<string, Series>;
  readonly events: readonly LogEvent[];
}

/** A segment, and how much of it belongs to a branch. */
export interface Piece {
  readonly segment: Segment;
  readonly bytes: number;
  readonly upTo: number;
}

/** A branch from its beginning, and what of it cannot be read. */
export interface Branch {
  readonly pieces: readonly Piece[];
  readonly damaged: readonly Damage[];
}

/** The segments that the last one goes back to, the oldest first. */
export function branchOf(segments: ReadonlyMap<number, Segment>, last: Segment): Branch {
  const pieces: Piece[] = [];
  const damaged: Damage[] = [];
  let bytes = Infinity;
  let upTo = Infinity;
  for (let segment: Segment | undefined = last; segment !== undefined; ) {
    pieces.push({ segment, bytes, upTo });
    const { damage, goodBytes } = segment;
    if (damage && goodBytes < bytes) damaged.push(damage);
    // What was cut off between two records leaves no trace in the file itself.
    else if (goodBytes < bytes && bytes < Infinity) {
      damaged.push({
        segment: segment.segment,
        bytes: bytes - goodBytes,
        reason: 'its end is missing',
      });
    }
    const parent: Continuation | undefined = segment.header?.parent;
    if (parent === undefined) break;
    bytes = parent.bytes;
    upTo = Math.min(upTo, parent.upTo ?? Infinity);
    segment = parent.segment < segment.segment ? segments.get(parent.segment) : undefined;
    if (segment === undefined) {
      damaged.push({ segment: parent.segment, bytes, reason: 'it is missing' });
    }
  }
  return { pieces: pieces.toReversed(), damaged: damaged.toReversed() };
}

/** What the pieces of a branch say, one after another. */
export function historyOf(pieces: readonly Piece[]): RunHistory {
  const parts = new Map<string, Series[]>();
  const events: LogEvent[] = [];
  for (const { segment, bytes, upTo } of pieces) {
    for (const { record, end } of segment.records) {
      if (end > bytes) break;
      if (record.type === 'event' && record.event.iteration <= upTo) events.push(record.event);
      if (record.type !== 'points') continue;
      const points = pointsUpTo(record.points, upTo);
      if (points.values.length === 0) continue;
      const list = parts.get(record.name);
      if (list === undefined) parts.set(record.name, [points]);
      else list.push(points);
    }
  }
  return { series: new Map([...parts].map(([name, list]) => [name, joined(list)])), events };
}

/** Those points that have no later iteration. */
function pointsUpTo({ iterations, values }: Series, upTo: number): Series {
  const belongs = (iteration: number) => iteration <= upTo;
  if (upTo === Infinity || iterations.every(belongs)) return { iterations, values };
  return {
    iterations: iterations.filter(belongs),
    values: values.filter((_, index) => belongs(iterations[index])),
  };
}

function joined(parts: readonly Series[]): Series {
  const length = parts.reduce((sum, { values }) => sum + values.length, 0);
  const iterations = new Float64Array(length);
  const values = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    iterations.set(part.iterations, at);
    values.set(part.values, at);
    at += part.values.length;
  }
  return { iterations, values };
}
