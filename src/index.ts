export { type BatchPlan, type BatchPlanOptions, planBatches } from './data/batchPlan.js';
export { type Dataset, type DatasetOptions, toDataset } from './data/dataset.js';
export { type DrawExamplesOptions, drawExamples } from './data/drawings/drawExamples.js';
export { type Examples, featureCount, type RawValues } from './data/examples.js';
export type { ReadExamplesOptions } from './data/hdf5/chooseNames.js';
export { readExamples } from './data/hdf5/readExamples.js';
export { writeExamples } from './data/hdf5/writeExamples.js';
export { fitStandardizer, type Normalizer, pixelScale } from './data/normalize.js';
export { selectExamples, shuffleExamples, splitExamples } from './data/split.js';
export {
  DataError,
  type DataErrorOptions,
  DivergenceError,
  GuardError,
  LibraryError,
  type Policy,
  type Quantity,
  ShapeError,
  type Trouble,
} from './errors.js';
export {
  type Activation,
  identity,
  leakyRelu,
  relu,
  sigmoid,
  tanh,
} from './model/activations.js';
export { type Gradients, layerBackward, linearBackward, modelBackward } from './model/backward.js';
export type { GradientLimits } from './model/checks/checkGradient.js';
export type { SpikeLimits } from './model/checks/checkSpike.js';
export type { DeadUnitLimits, SaturationLimits } from './model/checks/checkUnits.js';
export { binaryCrossEntropy, sigmoidCrossEntropy } from './model/cost.js';
export { createEvaluator } from './model/evaluator.js';
export { type ForwardPass, layerForward, linearForward, modelForward } from './model/forward.js';
export { type FirstLayer, type FirstLayerJob, gramPays } from './model/gram/gramPays.js';
export {
  allZeros,
  he,
  type InitializationOptions,
  type InitializationScheme,
  initializeParameters,
  type Parameters,
  scaled,
  xavier,
} from './model/initialize.js';
export { type L2Options, l2Penalty } from './model/l2.js';
export { copyLearner, type Learner, type OptimizerMemory } from './model/learner.js';
export { gradientNorm } from './model/measures/gradientNorm.js';
export { type Histogram, histogram } from './model/measures/histogram.js';
export type { LayerMeasures, LayerOptions } from './model/measures/measureLayer.js';
export { type LayerUpdate, measureUpdate } from './model/measures/measureUpdate.js';
export { type SlopeShares, slopeShares } from './model/measures/slopeShares.js';
export { accuracy, classOf, evaluate, predict } from './model/metrics.js';
export {
  copyNetwork,
  copyParameters,
  createNetwork,
  type Network,
  type NetworkOptions,
} from './model/network.js';
export { descend, gradientDescent } from './model/optimizers/gradientDescent.js';
export { type MomentumOptions, momentum } from './model/optimizers/momentum.js';
export { firstMoments, type Optimizer, type StepSettings } from './model/optimizers/optimizer.js';
export { activationNames, parseActivation } from './model/parseActivation.js';
export { type RatePoint, suggestLearningRate } from './model/suggestLearningRate.js';
export { type ChosenKernels, chooseKernels } from './numerics/chooseKernels.js';
export type { BuiltInCurve, Curve } from './numerics/curves.js';
export type { KernelChoice, KernelName } from './numerics/kernels/kernels.js';
export { countThreads, type ThreadCount } from './numerics/kernels/threads/countThreads.js';
export {
  copyMatrix,
  type Matrix,
  matrix,
  type Precision,
  shapeOf,
  transpose,
  type Values,
  zeros,
} from './numerics/matrix.js';
export { createRandom, permutation, type Random } from './numerics/random/random.js';
export type { RunView, Schedule, ScheduleInput } from './schedules/schedule.js';
