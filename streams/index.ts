export {
  type BeforeUpdate,
  checkGradientsEvery,
  type GradientReport,
} from './checkGradientsEvery.js';
export { closeLoop } from './closeLoop.js';
export { computeCost } from './computeCost.js';
export { copy } from './copy.js';
export { type DrawOptions, drawBatches } from './drawBatches.js';
export { every } from './every.js';
export { haltOnDivergence } from './haltOnDivergence.js';
export { type IterateOptions, iterate } from './iterate.js';
export { loadHdf5 } from './loadHdf5.js';
export { measureAccuracy } from './measureAccuracy.js';
export { propagateBackward } from './propagateBackward.js';
export { type ForwardOptions, propagateForward } from './propagateForward.js';
export type { Backward, Batch, Cost, Forward, Iteration, Step, WithNetwork } from './records.js';
export { type Report, type ReportOptions, reportEvery } from './reportEvery.js';
export { restoreBest } from './restoreBest.js';
export { type StopByMetric, type StopEarlyOptions, stopEarly, type Tracked } from './stopEarly.js';
export { sharedSlices, type TimeSliceOptions, timeSlices } from './timeSlices.js';
export type { Turn } from './turn.js';
export { updateParameters } from './updateParameters.js';
