import { firstIndex } from './firstIndex.js';
import { mergeRows, type Row } from './row.js';

/** How many rows of a level become one of the next. */
const FAN = 4;

/** How many rows of a level are kept at least. */
const KEPT = 4096;

/** The whole of a series in rows, finer where it is newer. */
export interface Pyramid {
  /** Takes the next row of the finest level. */
  push(row: Row): void;
  /**
   * Rows that begin right behind `seq`, each behind the one before it, until one reaches `until` or beyond, and no
   * more than `most`; undefined where no row begins there.
   */
  rowsBehind(seq: number, until: number, most: number): readonly Row[] | undefined;
}

/**
 * A pyramid of rows: level 0 keeps the newest rows as they come, each level above merges four of the level below
 * into one and reaches back four times as far. The uppermost level keeps everything, so that the whole series is
 * told in 4,096 to 8,192 rows or, when it is shorter, in all of them, and memory grows with the logarithm of its
 * length.
 *
 * @example
 * const pyramid = createPyramid();
 * const row = { x0: 1, x1: 1, min: 5, max: 5, firstValue: 5, lastValue: 5, nonFinite: 0 };
 * for (const seq of [1, 2, 3]) pyramid.push({ ...row, first: seq, last: seq });
 * pyramid.rowsBehind(1, 3, 9).map(({ first, last }) => [first, last]) // => [[2, 2], [3, 3]]
 */
export function createPyramid(kept: number = KEPT): Pyramid {
  const levels: Level[] = [emptyLevel()];

  function pushTo(k: number, row: Row): void {
    const level = levels[k];
    level.rows.push(row);
    level.unmerged.push(row);
    if (level.unmerged.length === FAN) {
      const merged = mergeRows(level.unmerged);
      level.unmerged.length = 0;
      if (k + 1 < levels.length) pushTo(k + 1, merged);
      else level.merged.push(merged);
    }
    if (level.rows.length < 2 * kept) return;
    if (k + 1 === levels.length) {
      // What this level lets go for the first time, the next one has had from the start.
      levels.push(emptyLevel());
      for (const whole of level.merged) pushTo(k + 1, whole);
      level.merged = [];
    }
    level.rows.splice(0, level.rows.length - kept);
  }

  return {
    push: (row) => pushTo(0, row),
    rowsBehind(seq, until, most) {
      const found: Row[] = [];
      let at = seq;
      let k = levels.findIndex(({ rows }) => indexOfRow(rows, at + 1) !== undefined);
      while (k >= 0 && at < until && found.length < most) {
        const { rows } = levels[k];
        let index = indexOfRow(rows, at + 1) ?? rows.length;
        for (; index < rows.length && at < until && found.length < most; index++) {
          found.push(rows[index]);
          at = rows[index].last;
        }
        k--;
      }
      return found.length > 0 ? found : undefined;
    },
  };
}

interface Level {
  readonly rows: Row[];
  /** The newest rows, fewer than make one of the next level. */
  readonly unmerged: Row[];
  /** All rows of the next level, as long as it is not there. */
  merged: Row[];
}

function emptyLevel(): Level {
  return { rows: [], unmerged: [], merged: [] };
}

/** Where the row that begins with `first` stands. */
function indexOfRow(rows: readonly Row[], first: number): number | undefined {
  const index = firstIndex(rows.length, (i) => rows[i].first >= first);
  return rows.at(index)?.first === first ? index : undefined;
}
