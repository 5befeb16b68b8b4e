import { quick } from '../options.js';
import { BATCH } from './examples.js';

/** A stretch in the middle of a stream, timed. */
export interface Lap {
  /** So many more examples have come through. */
  readonly add: (count: number) => void;
  /** How long the stretch took, when it is over. */
  readonly ms: Promise<number>;
}

/** Steps from one saved state to the next: that of `gradstream learn`. */
export const SAVE_EVERY = 100;
/** Before the stretch and behind it: connecting, and what is read ahead, are not timed. */
const AROUND = 20 * BATCH;
/** Examples of a stretch, so that the same share of saving is in each. */
export const TIMED = (quick ? 1 : 4) * SAVE_EVERY * BATCH;
/** Examples that there are to be. */
export const SENT = AROUND + TIMED + AROUND;

export function startLap(): Lap {
  let seen = 0;
  let startMs = 0;
  let end = (_ms: number) => {};
  const ms = new Promise<number>((resolve) => {
    end = resolve;
  });
  return {
    ms,
    add(count) {
      const before = seen;
      seen += count;
      if (before < AROUND && seen >= AROUND) startMs = performance.now();
      if (before < AROUND + TIMED && seen >= AROUND + TIMED) end(performance.now() - startMs);
    },
  };
}
