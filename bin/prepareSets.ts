import {
  type Dataset,
  type Examples,
  featureCount,
  fitStandardizer,
  type Normalizer,
  pixelScale,
  toDataset,
} from '../src/index.js';
import type { LoadedData } from './loadData.js';
import type { TrainOptions } from './trainOptions.js';

/** Both sets as columns. */
export interface PreparedSets {
  readonly train: Dataset;
  readonly test: Dataset;
  /** What the features of both were normalized with. */
  readonly normalizer?: Normalizer;
}

/** Makes examples into columns, both sets by the statistics of the training set. */
export function prepareSets(
  { precision, normalize }: Pick<TrainOptions, 'precision' | 'normalize'>,
  { train, test }: LoadedData,
): PreparedSets {
  const normalizer = normalizerOf(normalize, train);
  const prepare = { precision, keepBytes: true, ...(normalizer && { normalizer }) };
  return {
    train: toDataset(train, prepare),
    test: toDataset(test, prepare),
    ...(normalizer && { normalizer }),
  };
}

function normalizerOf(normalize: TrainOptions['normalize'], train: Examples) {
  if (normalize === 'standardize') return fitStandardizer(train);
  return train.values instanceof Uint8Array ? pixelScale(featureCount(train)) : undefined;
}
