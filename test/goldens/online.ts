import { readFileSync } from 'node:fs';

interface Goldens {
  /** Numbers in a feature. */
  readonly count: number;
  /** The normals of a seed times a deviation, and moved by a mean; what comes of them, exactly. */
  readonly features: readonly {
    readonly seed: number;
    readonly mean: number;
    readonly deviation: number;
    readonly exactMean: number;
    readonly exactDeviation: number;
    /** The last number less the mean, in deviations. */
    readonly lastStandardized: number;
  }[];
}

/** What exact fractions say; `online.py` beside this file wrote it. */
export const goldens: Goldens = JSON.parse(
  readFileSync(new URL('./online.json', import.meta.url), 'utf8'),
);
