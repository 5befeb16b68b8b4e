import type { Dataset, Examples } from '../../src/index.js';
import type { LoadedData } from '../loadData.js';
import type { Plan } from '../plan.js';
import type { CostReport, RunBegins, RunEvent, RunResult } from '../runEvents.js';
import type { TrainOptions } from '../trainOptions.js';
import type { Colors } from './colors.js';

/** An event of a run as a line for people. */
export function textLine(event: RunEvent, compared: boolean, colors: Colors): string {
  const name = compared ? `${event.network.padEnd(10)} ` : '';
  if (event.type === 'run') return beginsLine(event);
  return name + (event.type === 'cost' ? costLine(event, colors) : resultLine(event, colors));
}

function beginsLine(begins: RunBegins): string {
  const shape = `${begins.layerDims.join('-')} (${begins.activations.join(', ')})`;
  return `Network ${shape}, ${begins.init} weights from seed ${begins.seed}`;
}

function costLine(report: CostReport, { bold, dim }: Colors): string {
  return [
    `iteration ${String(report.iteration).padStart(6)}`,
    `cost ${bold(report.cost.toFixed(4))}`,
    `train ${percent(report.trainAccuracy)}`,
    `test ${percent(report.testAccuracy)}`,
    dim(`${report.iterationsPerSecond.toFixed(0).padStart(5)} it/s`),
  ].join('   ');
}

function resultLine(result: RunResult, { bold, green }: Colors): string {
  return (
    `${bold('train')} ${green(percent(result.trainAccuracy))}   ` +
    `${bold('test')} ${green(percent(result.testAccuracy))}   ` +
    `after ${result.iterations} iterations in ${result.trainSeconds.toFixed(1)} s ` +
    `(${result.iterationsPerSecond.toFixed(0)} it/s)`
  );
}

/** What comes before the first iteration: the shapes of the data, and how they will be used. */
export function headLines(
  { train, test }: LoadedData,
  plan: Plan,
  options: TrainOptions,
): string[] {
  const batch = options.batchSize === 'full' ? 'full batches' : `batches of ${options.batchSize}`;
  const { kernels, library } = plan.kernels;
  const named = library === undefined ? '' : ` (${library})`;
  const shared =
    kernels === 'simd' && options.threads > 1 ? ` in up to ${options.threads} threads` : '';
  const computing = `${kernels} kernels${named}${shared}`;
  return [
    'As stored:',
    `  training ${storedShape(train)}, test ${storedShape(test)}`,
    `As columns, ${options.normalize === 'scale' ? 'scaled' : 'standardized'}:`,
    `  training ${columnShape(plan.train)}, test ${columnShape(plan.test)}`,
    `Training in ${batch}, ${settings(options)}, ${options.precision}, ${computing}, ${plan.firstLayer} first layer`,
  ];
}

/** How parameters are moved; what is not in use is not named. */
function settings({ learningRate, momentum, nesterov = false, l2 }: TrainOptions): string {
  return [
    `learning rate ${learningRate}`,
    ...(momentum > 0 ? [`${nesterov ? 'Nesterov ' : ''}momentum ${momentum}`] : []),
    ...(l2 > 0 ? [`l2 ${l2}`] : []),
  ].join(', ');
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
