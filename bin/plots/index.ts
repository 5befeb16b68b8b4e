/**
 * Pictures of a run as standalone SVG, drawn without a browser.
 *
 * Import it when the first picture is asked for, `await import('./plots/index.js')`: the libraries
 * behind it take some 75 ms to load, which a start without pictures should not pay.
 */
export { type ActivationCurve, activationSheet } from './activationSheet.js';
export { type CostCurve, type CostSeries, costCurve } from './costCurve.js';
export { type Sample, type SampleSheet, sampleSheet } from './sampleSheet.js';
export { type TrialAxis, type TrialSheet, trialLines } from './trialLines.js';
