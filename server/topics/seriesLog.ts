import type { From } from '../protocol/clientMessages.js';
import type { TopicInfo } from '../protocol/topicNames.js';
import { type Block, blockBehind } from './block.js';
import { encodeAgg, encodeData, encodeReset, type Origin } from './encodeFrames.js';
import { createPyramid } from './pyramid.js';
import { remembering } from './remembering.js';
import { createRing } from './ring.js';
import { mergeRows, type Row, rowOf } from './row.js';
import { type Frame, type Reading, resumeAt, type Start, type TopicLog } from './topicLog.js';

/** A topic of points (iterations done, value). */
export interface SeriesLog extends TopicLog {
  /** Adds a point. It can be read when its block is sealed. */
  publish(iteration: number, value: number): void;
  /** Closes the block that is open, unless it is empty. */
  seal(): void;
  /** Seals, and takes what came since the last tick for what comes at once. */
  tick(): void;
}

/** How much is kept, and how it is cut. */
export interface SeriesOptions {
  /** Ms since 1970. */
  readonly now: () => number;
  /** Points after which a block seals itself. Default 256. */
  readonly blockPoints?: number;
  /** For the points that are kept one by one. Default 4 MiB: 100,000 points, and more where they come fast. */
  readonly ringBytes?: number;
  /** Points of one tick that live readers get one by one; where there are more, they get rows. Default 512. */
  readonly pointsPerTick?: number;
  /** Rows of each level that are kept. Default 4,096. */
  readonly levelRows?: number;
}

/** Rows of the longest allowed numbers that fit into a frame of 64 KiB. */
const ROWS_A_FRAME = 256;

/** Frames of points, and frames of rows, that are remembered: for those who are level, or come in a crowd. */
const FRAMES = 64;

/**
 * An empty log of the class `series`. The newest points are kept one by one, in a ring of blocks; all of them
 * merged, in a pyramid of rows. A reader gets every seq once, in a block or in a row.
 *
 * Readers stand between blocks or rows, because that is where frames end; one that says it stands within a block
 * of the ring gets the rest of that block.
 *
 * @example
 * const log = createSeriesLog({ topic: 'r1/train/cost', epoch: 'e' }, { now: () => 7 });
 * log.publish(100, 0.5);
 * log.publish(200, NaN);
 * log.seal();
 * JSON.parse(log.next(0, { why: 'history' }).text) // => { t: 'data', s: 'r1/train/cost', e: 'e', f: 1, l: 2, x: [100, 200], y: [0.5, 'NaN'], ts: 7 }
 */
export function createSeriesLog(
  origin: Origin,
  {
    now,
    blockPoints = 256,
    ringBytes = 4 * 1024 * 1024,
    pointsPerTick = 512,
    levelRows,
  }: SeriesOptions,
): SeriesLog {
  const ring = createRing(ringBytes);
  const pyramid = createPyramid(levelRows);
  const dataFrame = remembering<Frame>(FRAMES);
  const aggFrame = remembering<Frame>(FRAMES);
  const x = new Float64Array(blockPoints);
  const y = new Float64Array(blockPoints);
  let open = 0;
  let top = 0;
  /** The newest seq at the last tick, and at the one before. */
  let lastTick = 0;
  let tickBefore = 0;

  const info = (): TopicInfo => ({ ...origin, class: 'series', first: ring.first ?? top + 1, top });

  function seal(): void {
    if (open === 0) return;
    const points = { x: x.slice(0, open), y: y.slice(0, open) };
    const block = { first: top + 1, last: top + open, ...points, sealedMs: now() };
    top += open;
    open = 0;
    ring.push(block);
    pyramid.push(rowOf(block));
  }

  function frameOf(block: Block): Frame {
    return dataFrame(block.first, () => ({ last: block.last, text: encodeData(origin, block) }));
  }

  function aggFrameOf(rows: readonly Row[], why: Reading['why']): Frame {
    const { last } = rows[rows.length - 1];
    const key = `${why} ${rows.length} ${rows[0].first} ${last}`;
    return aggFrame(key, () => ({ last, text: encodeAgg(origin, rows, why) }));
  }

  /** Rows from behind `seq` to the end or to `until`, the first of them cut out of a block if need be. */
  function rowsBehind(seq: number, until: number, most: number): readonly Row[] | undefined {
    const rows = pyramid.rowsBehind(seq, until, most);
    if (rows !== undefined) return rows;
    const block = ring.blockOf(seq + 1);
    if (block === undefined) return undefined;
    const rest = rowOf(blockBehind(block, seq));
    return [rest, ...(pyramid.rowsBehind(block.last, until, most - 1) ?? [])];
  }

  const goesOnBehind = (seq: number) =>
    seq === top || ring.blockOf(seq + 1) !== undefined || rowsBehind(seq, seq + 1, 1) !== undefined;

  return {
    get info() {
      return info();
    },
    publish(iteration, value) {
      x[open] = iteration;
      y[open] = value;
      if (++open === blockPoints) seal();
    },
    seal,
    tick() {
      seal();
      tickBefore = lastTick;
      lastTick = top;
    },
    start(from: From): Start {
      if (from === 'first') return { seq: 0, recovered: true };
      if (from === 'new') return { seq: top, recovered: true };
      if ('last' in from) {
        const oldest = (ring.first ?? top + 1) - 1;
        return { seq: Math.max(oldest, top - from.last), recovered: true };
      }
      return resumeAt(info(), from, goesOnBehind);
    },
    next(seq, { why, asOne = false, isLive = false, rowsUntil = 0 }) {
      if (seq === top) return undefined;
      const isFast = isLive && seq >= tickBefore && lastTick - tickBefore > pointsPerTick;
      const fastRows = isFast && !asOne ? rowsBehind(seq, top, ROWS_A_FRAME) : undefined;
      if (fastRows !== undefined) return aggFrameOf(fastRows, 'fast');
      const block = ring.blockOf(seq + 1);
      if (block !== undefined && !asOne && seq >= rowsUntil)
        return frameOf(blockBehind(block, seq));
      const rows = asOne
        ? rowsBehind(seq, top, Infinity)
        : rowsBehind(seq, Math.max(rowsUntil, (ring.first ?? top + 1) - 1), ROWS_A_FRAME);
      if (rows === undefined) {
        return {
          last: 0,
          text: encodeReset(origin, top, 'what you have is too old to go on from'),
        };
      }
      return aggFrameOf(asOne ? [mergeRows(rows)] : rows, why);
    },
  };
}
