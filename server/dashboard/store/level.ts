import { firstIndex } from '../../topics/firstIndex.js';
import { type Column, column } from './column.js';

/** What is known of a stretch of iterations. A single point has `x0 = x1` and `min = max = last`. */
export interface Stretch {
  readonly x0: number;
  readonly x1: number;
  /** NaN where no value is finite. */
  readonly min: number;
  readonly max: number;
  /** The value at `x1`; NaN where it is not finite, or not known. */
  readonly last: number;
}

/** Stretches, one behind the other, in columns. */
export interface Level {
  readonly x0: Column;
  x1: Column;
  readonly min: Column;
  max: Column;
  last: Column;
}

export function level(): Level {
  return { x0: column(), x1: column(), min: column(), max: column(), last: column() };
}

/** A level in which the ends of a stretch are the same, and its values, until one comes where they are not. */
export function pointLevel(): Level {
  const x = column();
  const y = column();
  return { x0: x, x1: x, min: y, max: y, last: y };
}

export function push(to: Level, { x0, x1, min, max, last }: Stretch): void {
  if (to.x1 === to.x0 && x0 !== x1) to.x1 = to.x0.copy();
  if (to.max === to.min && !Object.is(min, max)) to.max = to.min.copy();
  if (to.last === to.min && !Object.is(min, last)) to.last = to.min.copy();
  to.x0.push(x0);
  to.min.push(min);
  if (to.x1 !== to.x0) to.x1.push(x1);
  if (to.max !== to.min) to.max.push(max);
  if (to.last !== to.min) to.last.push(last);
}

/** Forgets all but the first `length` stretches. */
export function cut(of: Level, length: number): void {
  for (const one of [of.x0, of.x1, of.min, of.max, of.last]) one.cut(length);
}

/** Takes back the end of the newest stretch, which is one of several iterations: its last value is lost. */
export function shorten(of: Level, x1: number): void {
  const newest = of.x0.length - 1;
  if (of.last === of.min) of.last = of.min.copy();
  of.x1.put(newest, x1);
  of.last.put(newest, NaN);
}

export function stretchAt({ x0, x1, min, max, last }: Level, index: number): Stretch {
  return {
    x0: x0.at(index),
    x1: x1.at(index),
    min: min.at(index),
    max: max.at(index),
    last: last.at(index),
  };
}

/** Two stretches, of which the second follows the first, as one. */
export function join(one: Stretch, next: Stretch): Stretch {
  // Comparisons with NaN are false: one without finite values changes nothing, and is replaced by any that has.
  return {
    x0: one.x0,
    x1: next.x1,
    min: next.min < one.min || Number.isNaN(one.min) ? next.min : one.min,
    max: next.max > one.max || Number.isNaN(one.max) ? next.max : one.max,
    last: next.last,
  };
}

export function firstEndingAt({ x1 }: Level, x: number): number {
  return firstIndex(x1.length, (index) => x1.at(index) >= x);
}

export function firstBeginningAfter({ x0 }: Level, x: number): number {
  return firstIndex(x0.length, (index) => x0.at(index) > x);
}
