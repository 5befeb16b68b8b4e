export { closeLoop } from './closeLoop.js';
export { type Applied, type Command, refusalOf } from './commands.js';
export { computeCost } from './computeCost.js';
export { copy } from './copy.js';
export { type DrawOptions, drawBatches } from './drawBatches.js';
export { every } from './every.js';
export { feed } from './feed.js';
export {
  type FindLearningRateOptions,
  findLearningRate,
  type RateReport,
} from './findLearningRate.js';
export { guard } from './guard.js';
export type { GuardOptions, WithPolicy } from './guardOptions.js';
export { haltOnDivergence } from './haltOnDivergence.js';
export { type IterateOptions, iterate } from './iterate.js';
export { loadHdf5 } from './loadHdf5.js';
export { measureAccuracy } from './measureAccuracy.js';
export { type GradientReport, measureGradients } from './measureGradients.js';
export { type LayersReport, measureLayers } from './measureLayers.js';
export { measureUpdates, type UpdateReport } from './measureUpdates.js';
export { obey } from './obey.js';
export { propagateBackward } from './propagateBackward.js';
export { propagateForward } from './propagateForward.js';
export type { Backward, Batch, Cost, Forward, Iteration, Step, WithNetwork } from './records.js';
export { type Report, type ReportOptions, reportEvery } from './reportEvery.js';
export type { Run, RunMemory } from './run.js';
export { sharedSlices, type TimeSliceOptions, timeSlices } from './timeSlices.js';
export { updateParameters } from './updateParameters.js';
export type { WayBackOptions } from './wayBack.js';
