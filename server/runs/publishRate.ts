import type { SeriesLog } from '../topics/seriesLog.js';

/**
 * Publishes a value that stays the same for long: a point when it changes, before that the last one with the old
 * value, and the last of all, so that a line through the points is the course of it.
 */
export function publishRate(log: Pick<SeriesLog, 'publish'>) {
  let published: number | undefined;
  /** The last iteration that had this value, where it has not been published. */
  let held: number | undefined;

  function flush(): void {
    if (held !== undefined && published !== undefined) log.publish(held, published);
    held = undefined;
  }

  return {
    next(iteration: number, value: number): void {
      if (Object.is(value, published)) {
        held = iteration;
        return;
      }
      flush();
      log.publish(iteration, value);
      published = value;
    },
    flush,
  };
}
