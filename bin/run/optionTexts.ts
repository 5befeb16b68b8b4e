import { resolve } from 'node:path';
import { scheduleText } from '../../src/index.js';
import type { NameInFiles, TrainOptions } from '../trainOptions.js';

/** Options by their names on the command line, without the dashes; of a flag the text is empty. */
export type OptionTexts = Readonly<Record<string, string>>;

/** Options of `gradstream train` that are no part of a run: where it is saved, and how it is shown and steered. */
export const optionsApart: readonly string[] = [
  ...['run', 'json', 'plot', 'control'],
  ...['serve', 'port', 'exit'],
  ...['publish', 'publish-models', 'publish-models-every', 'control-from', 'predict'],
];

/**
 * All options that a run depends on, as the command line would have them: defaults too, so that the run can be
 * gone on with when they have changed.
 */
export function optionTexts(options: TrainOptions): OptionTexts {
  const { train, test, xName, yName, activation, hidden, schedule, optimizer } = options;
  const texts: Record<string, string | undefined> = {
    train: train && resolve(train),
    test: test && resolve(test),
    'x-name': namesText(xName),
    'y-name': namesText(yName),
    normalize: options.normalize,
    hidden: hidden.length === 0 ? 'none' : hidden.join(','),
    // Without hidden layers there is nothing to name.
    activation: hidden.length === 0 ? undefined : activation.map(({ name }) => name).join(','),
    init: options.init.name,
    seed: String(options.seed),
    precision: options.precision,
    kernels: options.kernels,
    threads: options.kernels === 'simd' ? String(options.threads) : undefined,
    'first-layer': options.firstLayer,
    iterations: String(options.iterations),
    'learning-rate': schedule === undefined ? String(options.learningRate) : undefined,
    schedule: schedule && scheduleText(schedule),
    optimizer,
    momentum: optimizer === undefined ? String(options.momentum) : undefined,
    nesterov: options.nesterov === true ? '' : undefined,
    'batch-size': String(options.batchSize),
    l2: String(options.l2),
    l1: numberText(options.l1),
    dropout: numberText(options.dropout),
    guard: options.guard,
    patience: numberText(options.patience),
    'report-every': String(options.reportEvery),
    'save-every': numberText(options.saveEvery),
    keep: numberText(options.keep),
    'keep-best': options.keepBest === true ? '' : undefined,
  };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}

/** Options as arguments of the command line. */
export function argumentsOf(texts: OptionTexts): string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    text === '' ? [`--${name}`] : [`--${name}`, text],
  );
}

function namesText(names: NameInFiles | undefined): string | undefined {
  return names && `${names.train},${names.test}`;
}

function numberText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
