import { type Dataset, describeOptimizer, type Examples, scheduleText } from '../../src/index.js';
import type { LoadedData } from '../loadData.js';
import type { Plan } from '../plan.js';
import type {
  CommandReport,
  CostReport,
  Evaluation,
  RunBegins,
  RunEvent,
  RunResult,
} from '../runEvents.js';
import type { TrainOptions } from '../trainOptions.js';
import type { Colors } from './colors.js';

/** An event of a run as a line for people. */
export function textLine(event: RunEvent, compared: boolean, colors: Colors): string {
  const name = compared && 'network' in event ? `${event.network.padEnd(10)} ` : '';
  return event.type === 'run' ? beginsLine(event) : name + lineOf(event, colors);
}

function lineOf(event: Exclude<RunEvent, RunBegins>, colors: Colors): string {
  if (event.type === 'cost') return costLine(event, colors);
  if (event.type === 'evaluation') return evaluationLine(event, colors);
  if (event.type === 'command') return commandLine(event);
  if (event.type === 'trouble') return `${colors.yellow('trouble')}: ${event.message}`;
  if (event.type === 'result') return resultLine(event, colors);
  return event.type === 'saved'
    ? `saved again, after ${event.iteration} iterations`
    : `${colors.yellow('not saved')}: ${event.reason}; training goes on`;
}

function beginsLine(begins: RunBegins): string {
  const shape = `${begins.layerDims.join('-')} (${begins.activations.join(', ')})`;
  const { init, seed, resumedAt, iterations } = begins;
  const goesOn =
    resumedAt === undefined ? '' : `\nResumed after iteration ${resumedAt} of ${iterations}`;
  return `Network ${shape}, ${init} weights from seed ${seed}${goesOn}`;
}

function costLine(report: CostReport, colors: Colors): string {
  const speed = `${report.iterationsPerSecond.toFixed(0).padStart(5)} it/s`;
  return `${evaluationLine(report, colors)}   ${colors.dim(speed)}`;
}

function evaluationLine(report: Omit<Evaluation, 'type'>, { bold }: Colors): string {
  return [
    `iteration ${String(report.iteration).padStart(6)}`,
    `cost ${bold(report.cost.toFixed(4))}`,
    `train ${percent(report.trainAccuracy)}`,
    `test ${percent(report.testAccuracy)}`,
  ].join('   ');
}

/** What became of a command as a line for people. */
export function commandLine({
  command,
  iteration,
  refused,
  notSaved,
}: Omit<CommandReport, 'type'>): string {
  // The id is for whoever gave the command.
  const { type, id: _, ...rest } = command;
  const details = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
  const said = [type, ...details].join(', ');
  if (refused !== undefined) return `refused: ${said}: ${refused}`;
  const line = `after iteration ${String(iteration).padStart(5)}: ${said}`;
  return notSaved === undefined ? line : `${line} (not on the disk: ${notSaved})`;
}

function resultLine(result: RunResult, { bold, green }: Colors): string {
  return (
    `${bold('train')} ${green(percent(result.trainAccuracy))}   ` +
    `${bold('test')} ${green(percent(result.testAccuracy))}   ` +
    `after ${result.iterations} iterations${speedOf(result)}`
  );
}

/** Of a run that was complete there is none. */
function speedOf({ trainSeconds, iterationsPerSecond }: RunResult): string {
  if (trainSeconds === 0) return '';
  return ` in ${trainSeconds.toFixed(1)} s (${iterationsPerSecond.toFixed(0)} it/s)`;
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
    `Training in ${batch}, ${settings(options, plan)}, ${options.precision}, ${computing}, ${plan.firstLayer} first layer`,
  ];
}

/** How parameters are moved; what is not in use is not named. */
function settings(options: TrainOptions, { optimizer }: Plan): string {
  const { learningRate, schedule, momentum, nesterov = false, l2, l1 = 0, dropout = 0 } = options;
  return [
    `learning rate ${schedule === undefined ? learningRate : scheduleText(schedule)}`,
    ...(options.optimizer === undefined ? [] : [describeOptimizer(optimizer)]),
    ...(momentum > 0 ? [`${nesterov ? 'Nesterov ' : ''}momentum ${momentum}`] : []),
    ...(l2 > 0 ? [`l2 ${l2}`] : []),
    ...(l1 > 0 ? [`l1 ${l1}`] : []),
    ...(dropout > 0 ? [`dropout ${dropout}`] : []),
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
