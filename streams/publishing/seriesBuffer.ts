import type { Points, Rows } from './publication.js';
import { ROW_BYTES, type SeriesRing, seriesRing } from './seriesRing.js';

/** The points of all series that are waiting to be sent, in bounded memory. */
export interface SeriesBuffer {
  readonly bytes: number;
  readonly isEmpty: boolean;
  /** @throws {RangeError} when there is no room for one more series */
  push(topic: string, x: number, y: number): void;
  /** The oldest points of the series whose turn it is; undefined when there are none. */
  take(): Points | Rows | undefined;
}

/** Points or rows that go together. */
const LARGEST_RECORD = 256;

/** A ring that has less room than this tells too little. */
const LEAST_ROWS = 16;

/**
 * A buffer without points. Series share its bytes evenly.
 *
 * @param bytes however many points come
 * @param idOf of a record of a topic that begins with that point
 * @param onThinned is told how many points of a series are in rows from now on
 */
export function seriesBuffer(
  bytes: number,
  idOf: (topic: string, first: number) => string,
  onThinned: (topic: string, lost: number) => void,
): SeriesBuffer {
  const rings = new Map<string, SeriesRing>();
  let turn = 0;
  // A ring that grows is there twice for a moment.
  const mostOf = (count: number) => Math.floor(bytes / (1.5 * ROW_BYTES * count));

  function tell(topic: string, lost: number): void {
    if (lost > 0) onThinned(topic, lost);
  }

  function ringOf(topic: string): SeriesRing {
    const known = rings.get(topic);
    if (known !== undefined) return known;
    const most = mostOf(rings.size + 1);
    if (most < LEAST_ROWS) {
      throw new RangeError(
        `Cannot publish ${topic}: there is no room for more than ${rings.size} series; give more capBytes`,
      );
    }
    for (const [other, ring] of rings) tell(other, ring.limit(most));
    const ring = seriesRing(most);
    rings.set(topic, ring);
    return ring;
  }

  return {
    get bytes() {
      return [...rings.values()].reduce((sum, ring) => sum + ring.bytes, 0);
    },
    get isEmpty() {
      return [...rings.values()].every(({ length }) => length === 0);
    },
    push(topic, x, y) {
      tell(topic, ringOf(topic).push(x, y));
    },
    take() {
      const topics = [...rings];
      for (let i = 0; i < topics.length; i++) {
        const [topic, ring] = topics[(turn + i) % topics.length];
        const taken = ring.take(LARGEST_RECORD);
        if (taken === undefined) continue;
        turn = (turn + i + 1) % topics.length;
        const { first, rows } = taken;
        const rest = { topic, id: idOf(topic, first), first };
        if (rows[0][6] > 1) return { type: 'rows', ...rest, rows };
        return {
          type: 'points',
          ...rest,
          x: rows.map(([x]) => x),
          y: rows.map(([, , , , y]) => y),
        };
      }
      return undefined;
    },
  };
}
