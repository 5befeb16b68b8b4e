import { readFileSync } from 'node:fs';

interface Goldens {
  /** The spread of the first normals of a seed. */
  readonly spreads: readonly {
    readonly seed: number;
    readonly count: number;
    readonly counts: readonly number[];
    readonly min: number;
    readonly max: number;
    readonly mean: number;
    readonly deviation: number;
  }[];
  /** A curve of costs over learning rates, and the rate where it falls most steeply. */
  readonly descent: {
    readonly rates: readonly number[];
    readonly smoothed: readonly number[];
    readonly steepest: number;
  };
}

/** What NumPy says; `measures.py` beside this file wrote it. */
export const goldens: Goldens = JSON.parse(
  readFileSync(new URL('./measures.json', import.meta.url), 'utf8'),
);
