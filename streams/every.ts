import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { Iteration } from './records.js';

/** What belongs to an iteration: a record of it, whose index counts from 0, or a report, whose iteration from 1. */
type OfIteration = Pick<Iteration, 'index'> | { readonly iteration: number };

/**
 * Lets the last of every `n` iterations through: the n-th, the 2n-th and so on.
 *
 *   in:   0--1--2--3--4--|
 *         every(2)
 *   out:  ---1-----3-----|
 *
 * Reports are let through by the iterations done that they tell, such as those of `testThenTrain`.
 *
 * Timing: synchronous; ends and fails with the source.
 * @throws {RangeError} at the call, when `n` is not a positive integer
 * @example
 * lastValueFrom(iterate({ count: 5 }).pipe(every(2), map(({ index }) => index), toArray())) // => [1, 3]
 */
export function every<R extends OfIteration>(n: number): MonoTypeOperatorFunction<R> {
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(`every(n) takes a whole number of iterations, 1 or more; found ${n}`);
  }
  return filter((each) => ('index' in each ? each.index + 1 : each.iteration) % n === 0);
}
