import { firstIndex } from '../../topics/firstIndex.js';
import {
  cut,
  firstBeginningAfter,
  firstEndingAt,
  join,
  type Level,
  level,
  pointLevel,
  push,
  type Stretch,
  shorten,
  stretchAt,
} from './level.js';

/** A curve that can be looked at from any distance without losing an extreme. */
export interface Pyramid {
  /** Stretches added, less those that were taken back. */
  readonly length: number;
  /** The first and the last iteration; undefined while empty. */
  readonly span: readonly [number, number] | undefined;
  /** Adds what follows. A stretch that goes back in iterations takes back what it overlaps. */
  readonly append: (stretch: Stretch) => void;
  readonly clear: () => void;
  /**
   * The curve between two iterations, and a neighbour on each side, in as few stretches as there are of at most `cell`
   * iterations; those that came longer are as they came. Least and largest value of each are those of the curve. What
   * it begins with is as it came too, so that a line can begin there.
   */
  readonly look: (from: number, to: number, cell: number) => Stretch[];
  /** The least and the largest finite value between two iterations. */
  readonly extremes: (from: number, to: number) => readonly [number, number] | undefined;
  /** Whether some of it came as ranges of iterations and not point by point. */
  readonly hasRanges: (from: number, to: number) => boolean;
}

/** How many stretches of a level become one of the next. */
const FACTOR = 4;

/**
 * An empty pyramid: each level joins four stretches of the one below it.
 *
 * Appending costs a constant amount of work on average, looking a constant amount for each stretch that is
 * returned, whatever the length. While there are only points, their ends share a column, and their values: 16 bytes a
 * point, and 13 for all the levels above.
 */
export function pyramid(): Pyramid {
  let levels: Level[] = [pointLevel()];
  /** Where in the base there are ranges, from the first on. */
  let ranges: number[] = [];
  const base = () => levels[0];

  function append(stretch: Stretch): void {
    const { x0 } = base();
    if (x0.length > 0 && stretch.x0 <= base().x1.at(x0.length - 1)) takeBack(stretch.x0);
    if (stretch.x0 !== stretch.x1) ranges.push(base().x0.length);
    push(base(), stretch);
    for (let k = 0; levels[k].x0.length % FACTOR === 0; k++) {
      if (k + 1 === levels.length) levels.push(level());
      push(levels[k + 1], newest(levels[k]));
    }
  }

  /** Forgets all from an iteration on; of a stretch that began before it, the end. */
  function takeBack(from: number): void {
    const kept = firstEndingAt(base(), from);
    const straddles = kept < base().x0.length && base().x0.at(kept) < from;
    const length = straddles ? kept + 1 : kept;
    while ((ranges.at(-1) ?? -1) >= length) ranges.pop();
    levels.forEach((each, k) => {
      const count = Math.floor(length / FACTOR ** k);
      cut(each, count);
      if (straddles && count * FACTOR ** k === length) {
        shorten(each, Math.max(base().x0.at(kept), from - 1));
      }
    });
  }

  function look(from: number, to: number, cell: number): Stretch[] {
    const first = Math.max(0, firstEndingAt(base(), from) - 1);
    const end = Math.min(base().x0.length, firstBeginningAfter(base(), to) + 1);
    const stretches: Stretch[] = [];
    const take = (each: Level, index: number) => {
      stretches.push(stretchAt(each, index));
    };
    if (first === 0) walk(0, Math.min(1, end), cell, take);
    walk(Math.max(first, 1), end, cell, take);
    return stretches;
  }

  function extremes(from: number, to: number): readonly [number, number] | undefined {
    let least = Infinity;
    let largest = -Infinity;
    const first = firstEndingAt(base(), from);
    walk(first, firstBeginningAfter(base(), to), Infinity, (each, index) => {
      if (each.min.at(index) < least) least = each.min.at(index);
      if (each.max.at(index) > largest) largest = each.max.at(index);
    });
    return least <= largest ? [least, largest] : undefined;
  }

  function hasRanges(from: number, to: number): boolean {
    const first = firstEndingAt(base(), from);
    const next = firstIndex(ranges.length, (i) => ranges[i] >= first);
    return next < ranges.length && ranges[next] < firstBeginningAfter(base(), to);
  }

  /** Covers [first, end) of the base with as few stretches as there are, none longer than `cell` but in the base. */
  function walk(
    first: number,
    end: number,
    cell: number,
    visit: (each: Level, index: number) => void,
  ): void {
    for (let at = first; at < end; ) {
      let k = 0;
      let width = 1;
      while (fits(k + 1, at, width * FACTOR, end, cell)) {
        width *= FACTOR;
        k++;
      }
      visit(levels[k], at / width);
      at += width;
    }
  }

  /** Whether there is a stretch of a level that begins at `at`, ends by `end`, and is no longer than `cell`. */
  function fits(k: number, at: number, width: number, end: number, cell: number): boolean {
    if (k >= levels.length || at % width !== 0 || at + width > end) return false;
    const { x0, x1 } = levels[k];
    return x1.at(at / width) - x0.at(at / width) < cell;
  }

  return {
    get length() {
      return base().x0.length;
    },
    get span() {
      const { x0, x1 } = base();
      return x0.length === 0 ? undefined : ([x0.at(0), x1.at(x1.length - 1)] as const);
    },
    append,
    clear() {
      levels = [pointLevel()];
      ranges = [];
    },
    look,
    extremes,
    hasRanges,
  };
}

/** The newest stretches of a level that make one of the next. */
function newest(of: Level): Stretch {
  const first = of.x0.length - FACTOR;
  let joined = stretchAt(of, first);
  for (let i = first + 1; i < first + FACTOR; i++) joined = join(joined, stretchAt(of, i));
  return joined;
}
