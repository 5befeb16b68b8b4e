import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { Iteration } from './records.js';

/**
 * Lets the last of every `n` iterations through: the n-th, the 2n-th and so on.
 *
 *   in:   0--1--2--3--4--|
 *         every(2)
 *   out:  ---1-----3-----|
 *
 * Timing: synchronous; ends and fails with the source.
 * @throws {RangeError} at the call, when `n` is not a positive integer
 * @example
 * lastValueFrom(iterate({ count: 5 }).pipe(every(2), map(({ index }) => index), toArray())) // => [1, 3]
 */
export function every<R extends Pick<Iteration, 'index'>>(n: number): MonoTypeOperatorFunction<R> {
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(`every(n) takes a whole number of iterations, 1 or more; found ${n}`);
  }
  return filter(({ index }) => (index + 1) % n === 0);
}
