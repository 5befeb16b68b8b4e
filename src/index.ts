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
  LibraryError,
  ShapeError,
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
export { type ClampOptions, clamp } from './schedules/clamp.js';
export { constant } from './schedules/constant.js';
export { type CosineDecayOptions, cosineDecay } from './schedules/cosineDecay.js';
export { type CosineRestartsOptions, cosineRestarts } from './schedules/cosineRestarts.js';
export type { DataSchedule, ScheduleData } from './schedules/course.js';
export { type CyclicOptions, cyclic } from './schedules/cyclic.js';
export { exponentialDecay, type RateOptions } from './schedules/exponentialDecay.js';
export { input, overriddenBy } from './schedules/input.js';
export { inverseTimeDecay } from './schedules/inverseTimeDecay.js';
export { join, type Part } from './schedules/join.js';
export { lasting } from './schedules/lasting.js';
export type { Length, LengthOrRest } from './schedules/length.js';
export { type DecayOptions, linear } from './schedules/linear.js';
export {
  type InputListener,
  type Listener,
  listenersOf,
  type PlateauListener,
} from './schedules/listeners.js';
export { offset } from './schedules/offset.js';
export { type OneCycleOptions, oneCycle } from './schedules/oneCycle.js';
export { type OnPlateauOptions, onPlateau } from './schedules/onPlateau.js';
export { parseSchedule } from './schedules/parseSchedule.js';
export { type Change, piecewise } from './schedules/piecewise.js';
export {
  firstPlateau,
  nextPlateau,
  type PlateauOptions,
  type PlateauState,
} from './schedules/plateau.js';
export { type PolynomialOptions, polynomial } from './schedules/polynomial.js';
export { product, scale } from './schedules/product.js';
export { type RepeatOptions, repeat } from './schedules/repeat.js';
export type {
  Hyperparameter,
  RunView,
  Schedule,
  ScheduleInput,
} from './schedules/schedule.js';
export { scheduleFrom } from './schedules/scheduleFrom.js';
export { scheduleText } from './schedules/scheduleText.js';
export { type ScriptedInput, type SimulateOptions, simulate } from './schedules/simulate.js';
export { type StepDecayOptions, stepDecay } from './schedules/stepDecay.js';
export { switchOn } from './schedules/switchOn.js';
export { type OpenWarmUp, type WarmUpOptions, warmUp } from './schedules/warmUp.js';
