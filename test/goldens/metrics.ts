import { readFileSync } from 'node:fs';

/** What was counted of outputs AL and class labels. Scores are precision, recall and F1. */
export interface GoldenMetrics {
  readonly name: string;
  readonly AL: number[][];
  readonly labels: number[];
  readonly accuracy: number;
  readonly confusion: number[][];
  readonly scores: number[][];
  readonly mean: number[];
  /** For each row of AL; null where there is no pair to count. */
  readonly areas: (number | null)[];
}

interface Goldens {
  readonly classification: GoldenMetrics[];
  readonly regression: {
    readonly AL: number[][];
    readonly Y: number[][];
    readonly rSquared: number;
  }[];
}

/** What counting says; `metrics.py` beside this file wrote it. */
export const metricGoldens: Goldens = JSON.parse(
  readFileSync(new URL('./metrics.json', import.meta.url), 'utf8'),
);
