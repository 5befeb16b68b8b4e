import { type Observable, pipe, share } from 'rxjs';
import {
  createNetwork,
  type Dataset,
  type Examples,
  featureCount,
  gradientDescent,
  type InitializationScheme,
  type KernelChoice,
  pixelScale,
  toDataset,
} from '../../src/index.js';
import {
  type Cost,
  closeLoop,
  computeCost,
  drawBatches,
  iterate,
  propagateBackward,
  propagateForward,
  type Step,
  updateParameters,
} from '../../streams/index.js';
import { learningRate, type PublishedTraining } from './published.js';

/** What computes; figures are the same but for rounding. */
export interface Computing {
  readonly kernels: KernelChoice;
  readonly firstLayer: 'gram' | 'dense';
}

/** The settings of a published training. */
export interface TrainingSettings
  extends Pick<PublishedTraining, 'hidden' | 'layerDims' | 'iterations' | 'l2' | 'keep'> {
  /** Deviation of the first weights. Default 0.01, as published. */
  readonly scheme?: InitializationScheme;
}

/** Images as the published runs take them: columns of pixels, divided by 255. */
export function columnsOf(images: Examples): Dataset {
  return toDataset(images, { normalizer: pixelScale(featureCount(images)), keepBytes: true });
}

/** A training as it was published, on the whole data at every iteration; shared by its subscribers. */
export function trainPublished(
  { hidden, layerDims, iterations, l2 = 0, keep, scheme }: TrainingSettings,
  data: Dataset,
  computing: Computing,
): Observable<Step & Cost> {
  const dropout = keep === undefined ? {} : { dropout: { keep, seed: 1, frozen: true } };
  return iterate({ count: iterations }).pipe(
    drawBatches(data, computing),
    closeLoop(
      createNetwork(layerDims, { hidden, seed: 1, ...(scheme && { scheme }) }),
      pipe(
        propagateForward(dropout),
        computeCost({ l2, countBiases: true }),
        propagateBackward({ l2 }),
        updateParameters(gradientDescent(learningRate)),
      ),
    ),
    share(),
  );
}
