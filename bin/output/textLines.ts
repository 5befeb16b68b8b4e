import pc from 'picocolors';
import type { Dataset, Examples } from '../../src/index.js';
import type { LoadedData } from '../loadData.js';
import type { CostReport, RunBegins, RunEvent, RunResult } from '../runEvents.js';
import type { TrainingPlan } from '../startRuns.js';

/** An event of a run as a line for people. */
export function textLine(event: RunEvent, compared: boolean): string {
  const name = compared ? `${event.network.padEnd(10)} ` : '';
  if (event.type === 'run') return beginsLine(event);
  return name + (event.type === 'cost' ? costLine(event) : resultLine(event));
}

function beginsLine(begins: RunBegins): string {
  const batch = begins.batchSize === 'full' ? 'full batches' : `batches of ${begins.batchSize}`;
  return [
    `Network ${begins.layerDims.join('-')} (${begins.activations.join(', ')})`,
    batch,
    `learning rate ${begins.learningRate}`,
    `init ${begins.init}`,
    `seed ${begins.seed}`,
    `${begins.precision}, ${begins.kernels} kernels`,
  ].join(', ');
}

function costLine(report: CostReport): string {
  return [
    `iteration ${String(report.iteration).padStart(6)}`,
    `cost ${pc.bold(report.cost.toFixed(4))}`,
    `train ${percent(report.trainAccuracy)}`,
    `test ${percent(report.testAccuracy)}`,
    pc.dim(`${report.iterationsPerSecond.toFixed(0).padStart(5)} it/s`),
  ].join('   ');
}

function resultLine(result: RunResult): string {
  return (
    `${pc.bold('train')} ${pc.green(percent(result.trainAccuracy))}   ` +
    `${pc.bold('test')} ${pc.green(percent(result.testAccuracy))}   ` +
    `after ${result.iterations} iterations in ${result.trainSeconds.toFixed(1)} s ` +
    `(${result.iterationsPerSecond.toFixed(0)} it/s)`
  );
}

/** The shapes of the data before and after each example became a column. */
export function shapeLines({ train, test }: LoadedData, plan: TrainingPlan): string[] {
  return [
    'As stored:',
    `  training ${storedShape(train)}, test ${storedShape(test)}`,
    'As columns:',
    `  training ${columnShape(plan.train)}, test ${columnShape(plan.test)}`,
  ];
}

function storedShape({ labels, exampleShape }: Examples): string {
  return `${tuple([labels.length, ...exampleShape])} ${tuple([labels.length])}`;
}

function columnShape({ X, Y }: Dataset): string {
  return `${tuple([X.rows, X.cols])} ${tuple([Y.rows, Y.cols])}`;
}

/** A shape as NumPy prints it: `(209, 64, 64, 3)`, `(209,)`. */
function tuple(lengths: readonly number[]): string {
  return lengths.length === 1 ? `(${lengths[0]},)` : `(${lengths.join(', ')})`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2).padStart(6)} %`;
}
