export { type BatchPlan, type BatchPlanOptions, planBatches } from './data/batchPlan.js';
export { type Dataset, type DatasetOptions, toDataset } from './data/dataset.js';
export {
  type BatchCursor,
  type BatchDealer,
  type DealOptions,
  dealBatches,
} from './data/dealBatches.js';
export { type DrawExamplesOptions, drawExamples } from './data/drawings/drawExamples.js';
export { type Examples, featureCount, type RawValues } from './data/examples.js';
export type { Fold, PartingOptions } from './data/fold.js';
export { foldsOf } from './data/folds.js';
export type { ReadExamplesOptions } from './data/hdf5/chooseNames.js';
export { readExamples } from './data/hdf5/readExamples.js';
export { writeExamples } from './data/hdf5/writeExamples.js';
export { holdOut } from './data/holdOut.js';
export { fitStandardizer, type Normalizer, pixelScale } from './data/normalize.js';
export { oneHot } from './data/oneHot.js';
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
export { canonicalJson } from './formats/canonicalJson.js';
export type {
  BetterScore,
  Checkpoint,
  CheckpointInfo,
  LoadedCheckpoint,
  PassedOver,
} from './formats/checkpoints/checkpoint.js';
export { type CheckpointList, listCheckpoints } from './formats/checkpoints/listCheckpoints.js';
export {
  type FoundCheckpoint,
  loadBestCheckpoint,
  loadCheckpointAt,
  loadNewestCheckpoint,
} from './formats/checkpoints/loadCheckpoint.js';
export {
  type Checkpoints,
  type CheckpointsOptions,
  openCheckpoints,
  type SavedCheckpoint,
} from './formats/checkpoints/openCheckpoints.js';
export type { CloudEventAttributes } from './formats/cloudEvents/cloudEvent.js';
export { type Difference, describeDifferences, differences } from './formats/differences.js';
export type { Disk, DiskOptions, NewFile } from './formats/disk/disk.js';
export { writeDurably } from './formats/disk/writeDurably.js';
export { csvExamples } from './formats/examples/csvExamples.js';
export type { Decoded, Example, ExampleCodec } from './formats/examples/example.js';
export type { ExampleSchema } from './formats/examples/exampleSchema.js';
export { jsonExamples } from './formats/examples/jsonExamples.js';
export { type PackedNumber, packedExamples } from './formats/examples/packedExamples.js';
export type { TextOptions } from './formats/examples/textOptions.js';
export { fingerprint } from './formats/fingerprint.js';
export { digestOfHistory } from './formats/runLog/digestOfHistory.js';
export type { RunHistory } from './formats/runLog/history.js';
export { openRunLog, type RunLog, type RunLogOptions } from './formats/runLog/openRunLog.js';
export {
  type ReadRunLogOptions,
  type RunLogContents,
  readRunLog,
  type SegmentInfo,
} from './formats/runLog/readRunLog.js';
export type { Continuation, LogEvent, SegmentHeader, Series } from './formats/runLog/records.js';
export type { Damage } from './formats/runLog/segment.js';
export { decodeRunState } from './formats/runState/decodeRunState.js';
export { encodeRunState } from './formats/runState/encodeRunState.js';
export type { IntakeMemory, RunState } from './formats/runState/runState.js';
export {
  type DecodedSafetensors,
  decodeSafetensors,
} from './formats/safetensors/decodeSafetensors.js';
export { encodeSafetensors, type Safetensors } from './formats/safetensors/encodeSafetensors.js';
export { matrixOf, type Tensor, type TensorValues } from './formats/safetensors/tensor.js';
export {
  type Activation,
  type ColumnActivation,
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
export { createForward } from './model/createForward.js';
export { type DropoutOptions, dropoutMasks } from './model/dropout/dropoutMasks.js';
export type { DroppedUnits } from './model/dropout/dropUnits.js';
export { createEvaluator } from './model/evaluator.js';
export { type ForwardPass, layerForward, linearForward, modelForward } from './model/forward.js';
export {
  type CheckOptions,
  checkGradients,
  type GradientCheck,
  type WorstGradient,
} from './model/gradientCheck/checkGradients.js';
export type { CheckSettings } from './model/gradientCheck/checkSettings.js';
export type { Coordinate } from './model/gradientCheck/coordinates.js';
export { type FirstLayer, type FirstLayerJob, gramPays } from './model/gram/gramPays.js';
export type { GuardMemory, KeptState, WayBackMemory } from './model/guardMemory.js';
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
export { type L1Options, l1Penalty } from './model/l1.js';
export { type L2Options, l2Penalty } from './model/l2.js';
export { copyLearner, type Learner, type OptimizerMemory } from './model/learner.js';
export { binaryCrossEntropy } from './model/losses/binaryCrossEntropy.js';
export { categoricalCrossEntropy } from './model/losses/categoricalCrossEntropy.js';
export { logLoss } from './model/losses/logLoss.js';
export type { Loss, Task } from './model/losses/loss.js';
export { meanSquaredError } from './model/losses/meanSquaredError.js';
export { lossNames, parseLoss } from './model/losses/parseLoss.js';
export { gradientNorm } from './model/measures/gradientNorm.js';
export { type Histogram, histogram } from './model/measures/histogram.js';
export type { LayerMeasures, LayerOptions } from './model/measures/measureLayer.js';
export { type LayerUpdate, measureUpdate } from './model/measures/measureUpdate.js';
export { type SlopeShares, slopeShares } from './model/measures/slopeShares.js';
export { accuracy } from './model/metrics/accuracy.js';
export { classOf } from './model/metrics/classOf.js';
export { classOfColumn } from './model/metrics/classOfColumn.js';
export { type ClassScores, classScores, type Scores } from './model/metrics/classScores.js';
export { confusionMatrix } from './model/metrics/confusionMatrix.js';
export { evaluate } from './model/metrics/evaluate.js';
export { predict } from './model/metrics/predict.js';
export { type RocAreaOptions, rocArea } from './model/metrics/rocArea.js';
export { rSquared } from './model/metrics/rSquared.js';
export {
  copyNetwork,
  copyParameters,
  createNetwork,
  type Network,
  type NetworkOptions,
} from './model/network.js';
export { accumulate } from './model/optimizers/accumulate.js';
export { type AdagradOptions, adagrad } from './model/optimizers/adagrad.js';
export { type AdamOptions, adam } from './model/optimizers/adam.js';
export { adamW } from './model/optimizers/adamW.js';
export { clipByNorm } from './model/optimizers/clipByNorm.js';
export { clipByValue } from './model/optimizers/clipByValue.js';
export { describeOptimizer } from './model/optimizers/describeOptimizer.js';
export { freezing } from './model/optimizers/freezing.js';
export {
  descend,
  type GradientDescentOptions,
  gradientDescent,
} from './model/optimizers/gradientDescent.js';
export { maxNorm } from './model/optimizers/maxNorm.js';
export { type MomentumOptions, momentum } from './model/optimizers/momentum.js';
export { firstMoments, type Optimizer, type StepSettings } from './model/optimizers/optimizer.js';
export {
  optimizerNames,
  parseOptimizer,
  wrapperNames,
} from './model/optimizers/parseOptimizer.js';
export { type RmsPropOptions, rmsProp } from './model/optimizers/rmsProp.js';
export { activationNames, parseActivation } from './model/parseActivation.js';
export type { PenaltyOptions } from './model/penalties.js';
export { softmax } from './model/softmax.js';
export { type RatePoint, suggestLearningRate } from './model/suggestLearningRate.js';
export {
  type BestSoFar,
  nothingSoFar,
  type Tracked,
  type TrackOptions,
  trackBest,
} from './model/trackBest.js';
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
export {
  type AdwinMemory,
  type AdwinOptions,
  type AdwinWindow,
  adwin,
  adwinWindow,
} from './online/drift/adwin.js';
export type { Bucket, Rows } from './online/drift/buckets.js';
export type { Detection, Drift, DriftDetector } from './online/drift/driftDetector.js';
export type { DriftMemory } from './online/drift/driftMemory.js';
export {
  type Excess,
  type PageHinkleyMemory,
  type PageHinkleyOptions,
  pageHinkley,
} from './online/drift/pageHinkley.js';
export {
  type RunningMean,
  type RunningMeanMemory,
  type RunningMeanOptions,
  runningMean,
} from './online/runningMean.js';
export {
  type Answers,
  type OnlineScores,
  type RunningScores,
  runningScores,
  type ScoresMemory,
} from './online/runningScores.js';
export {
  type RunningStandardizer,
  runningStandardizer,
  type StandardizerMemory,
  type StandardizerOptions,
} from './online/runningStandardizer.js';
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
export type { RunMemory } from './schedules/runMemory.js';
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
export { choice, type Draw, integer, logUniform, uniform } from './search/draws.js';
export { type Axes, type GridPoint, grid } from './search/grid.js';
export { type RandomPoint, randomSearch, type Space } from './search/randomSearch.js';
