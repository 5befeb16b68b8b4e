import { firstIndex } from '../../topics/firstIndex.js';
import { type Column, column } from './column.js';

/** What is known of a stretch of iterations. A single point has `x0 = x1` and `min = max`. */
export interface Stretch {
  readonly x0: number;
  readonly x1: number;
  /** NaN where no value is finite. */
  readonly min: number;
  readonly max: number;
}

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
   * The curve between two iterations, and a neighbour on each side, in at most about `4 most` stretches.
   * The least and the largest value of any part are those of the curve.
   */
  readonly look: (from: number, to: number, most: number) => Stretch[];
  /** The least and the largest finite value between two iterations. */
  readonly extremes: (from: number, to: number) => readonly [number, number] | undefined;
  /** Whether some of it came as ranges of iterations and not point by point. */
  readonly hasRanges: (from: number, to: number) => boolean;
}

/** How many stretches of a level become one of the next. */
const FACTOR = 4;

interface Level {
  readonly x0: Column;
  x1: Column;
  readonly min: Column;
  max: Column;
}

/**
 * An empty pyramid: each level joins four stretches of the one below it.
 *
 * Appending costs a constant amount of work on average, looking a constant amount for each stretch that is
 * returned, whatever the length. While there are only points, their two ends share a column: 16 bytes a point,
 * and 11 for all the levels above.
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
    pushTo(base(), stretch);
    for (let k = 0; levels[k].x0.length % FACTOR === 0; k++) {
      if (k + 1 === levels.length) levels.push(level());
      pushTo(levels[k + 1], joined(levels[k], levels[k].x0.length - FACTOR));
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
        each.x1.put(count - 1, Math.max(base().x0.at(kept), from - 1));
      }
    });
  }

  function look(from: number, to: number, most: number): Stretch[] {
    const length = base().x0.length;
    const first = Math.max(0, firstEndingAt(base(), from) - 1);
    const end = Math.min(length, firstBeginningAfter(base(), to) + 1);
    const top = Math.max(
      0,
      Math.ceil(Math.log((end - first) / (FACTOR * most)) / Math.log(FACTOR)),
    );
    const stretches: Stretch[] = [];
    walk(first, end, Math.min(top, levels.length - 1), (each, index) => {
      stretches.push(stretchAt(each, index));
    });
    return stretches;
  }

  function extremes(from: number, to: number): readonly [number, number] | undefined {
    let least = Infinity;
    let largest = -Infinity;
    const first = firstEndingAt(base(), from);
    walk(first, firstBeginningAfter(base(), to), levels.length - 1, (each, index) => {
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

  /** Covers [first, end) of the base with as few stretches as there are, none of a level above `top`. */
  function walk(
    first: number,
    end: number,
    top: number,
    visit: (each: Level, index: number) => void,
  ): void {
    for (let at = first; at < end; ) {
      let k = 0;
      let width = 1;
      while (k < top && at % (width * FACTOR) === 0 && at + width * FACTOR <= end) {
        width *= FACTOR;
        k++;
      }
      visit(levels[k], at / width);
      at += width;
    }
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

function level(): Level {
  return { x0: column(), x1: column(), min: column(), max: column() };
}

/** A level in which the ends of a stretch are the same until one comes where they are not. */
function pointLevel(): Level {
  const x = column();
  const y = column();
  return { x0: x, x1: x, min: y, max: y };
}

function pushTo(each: Level, { x0, x1, min, max }: Stretch): void {
  if (each.x1 === each.x0 && x0 !== x1) each.x1 = each.x0.copy();
  if (each.max === each.min && !Object.is(min, max)) each.max = each.min.copy();
  each.x0.push(x0);
  each.min.push(min);
  if (each.x1 !== each.x0) each.x1.push(x1);
  if (each.max !== each.min) each.max.push(max);
}

function cut(each: Level, length: number): void {
  for (const one of [each.x0, each.x1, each.min, each.max]) one.cut(length);
}

function stretchAt({ x0, x1, min, max }: Level, index: number): Stretch {
  return { x0: x0.at(index), x1: x1.at(index), min: min.at(index), max: max.at(index) };
}

function joined(each: Level, first: number): Stretch {
  let min = each.min.at(first);
  let max = each.max.at(first);
  for (let i = first + 1; i < first + FACTOR; i++) {
    // Comparisons with NaN are false: one without finite values changes nothing, and is replaced by any that has.
    if (each.min.at(i) < min || Number.isNaN(min)) min = each.min.at(i);
    if (each.max.at(i) > max || Number.isNaN(max)) max = each.max.at(i);
  }
  return { x0: each.x0.at(first), x1: each.x1.at(first + FACTOR - 1), min, max };
}

function firstEndingAt({ x1 }: Level, x: number): number {
  return firstIndex(x1.length, (index) => x1.at(index) >= x);
}

function firstBeginningAfter({ x0 }: Level, x: number): number {
  return firstIndex(x0.length, (index) => x0.at(index) > x);
}
