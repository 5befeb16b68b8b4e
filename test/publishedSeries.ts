import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run of the post series, as its posts print it. */
export interface PublishedRun {
  readonly layerDims: readonly number[];
  readonly hidden: string;
  readonly iterations: number;
  readonly learningRate: number;
  readonly publishedCosts: readonly string[];
  /** The leading rows that NumPy today agrees with. */
  readonly stableRows: number;
  readonly publishedAccuracyPercent: { readonly train: number; readonly test: number };
}

/** The published run of this name, from the reference folder. */
export function publishedRun(folder: string, name: string): PublishedRun {
  const series: Record<string, PublishedRun> = JSON.parse(
    readFileSync(join(folder, 'series.json'), 'utf8'),
  );
  return series[name];
}
