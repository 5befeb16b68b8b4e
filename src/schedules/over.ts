import type { ValueAt } from './course.js';
import type { Span } from './length.js';
import type { RunView } from './schedule.js';

/** The value of a schedule from what has elapsed since its start, and its length, in the clock of its span. */
export function over(
  { clock, measure }: Span,
  value: (elapsed: number, length: number, run: RunView) => number,
): ValueAt {
  return clock === 'seconds'
    ? (_iteration, seconds, start, end, run) => value(seconds - start, measure(run, end), run)
    : (iteration, _seconds, start, end, run) =>
        value(iteration - start, measure(run, end - start), run);
}

/** From `last` at share 0 to `first` at share 1, both exactly. */
export function mix(first: number, last: number, share: number): number {
  return first * share + last * (1 - share);
}
