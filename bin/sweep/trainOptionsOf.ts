import type { TrainOptions } from '../trainOptions.js';
import { type AxisName, plainDescent, shown, type Trial } from './axes.js';
import type { SweepOptions } from './sweepOptions.js';

/** A trial as the options of `gradstream train`. */
export function trainOptionsOf(trial: Trial, options: SweepOptions): TrainOptions {
  const { depth, width, activation, optimizer, ...rest } = trial;
  return {
    ...options,
    ...rest,
    hidden: new Array<number>(depth).fill(width),
    activation: [activation],
    ...(optimizer !== plainDescent && { optimizer }),
  };
}

/** The command that trains a trial on the whole training set. */
export function trainLineOf(trial: Trial, options: SweepOptions): string {
  const { train, test, xName, yName, normalize, init, seed, precision, kernels, firstLayer } =
    options;
  const hidden = new Array<number>(trial.depth).fill(trial.width).join(',');
  const axis = (flag: string, name: AxisName) => [flag, shown(name, trial)];
  const words = [
    ...['gradstream', 'train'],
    ...(train !== undefined && test !== undefined ? ['--train', train, '--test', test] : []),
    ...(xName ? ['--x-name', `${xName.train},${xName.test}`] : []),
    ...(yName ? ['--y-name', `${yName.train},${yName.test}`] : []),
    ...['--normalize', normalize, '--hidden', hidden],
    ...axis('--activation', 'activation'),
    ...['--init', init.name, '--seed', String(seed)],
    ...(precision === 'float64' ? [] : ['--precision', precision]),
    ...(kernels === 'simd' ? [] : ['--kernels', kernels]),
    ...(firstLayer === 'auto' ? [] : ['--first-layer', firstLayer]),
    ...axis('--iterations', 'iterations'),
    ...axis('--learning-rate', 'learningRate'),
    ...axis('--batch-size', 'batchSize'),
    ...(trial.optimizer === plainDescent ? [] : axis('--optimizer', 'optimizer')),
    ...(trial.momentum === 0 ? [] : axis('--momentum', 'momentum')),
    ...(trial.l2 === 0 ? [] : axis('--l2', 'l2')),
    ...(trial.l1 === 0 ? [] : axis('--l1', 'l1')),
    ...(trial.dropout === 0 ? [] : axis('--dropout', 'dropout')),
  ];
  return words.map(quoted).join(' ');
}

/** As a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
