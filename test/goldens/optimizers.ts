import { readFileSync } from 'node:fs';

type Rows = number[][];

interface Goldens {
  readonly X: Rows;
  readonly Y: Rows;
  readonly W: Rows[];
  readonly b: Rows[];
  readonly batchSize: number;
  /** What the learning rate is multiplied by at each iteration. */
  readonly decreasing: number[];
  /** After which iterations there are parameters. */
  readonly looks: number[];
  readonly runs: {
    /** As `parseOptimizer` reads it. */
    readonly optimizer: string;
    readonly learningRate: number;
    /** At each look the entries of W[1], b[1], W[2], b[2]. */
    readonly after: number[][][];
  }[];
}

/** What PyTorch says; `optimizers.py` beside this file wrote it. */
export const goldens: Goldens = JSON.parse(
  readFileSync(new URL('./optimizers.json', import.meta.url), 'utf8'),
);
