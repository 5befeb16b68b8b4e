import type { Command } from 'commander';
import type { DataSource } from './loadData.js';
import { namesInFiles, oneOf } from './parseOptions.js';
import { suited } from './suited.js';
import type { TrainOptions } from './trainOptions.js';

/** What a command takes its examples from. */
export type DataOptions = Pick<TrainOptions, 'train' | 'test' | 'xName' | 'yName'>;

/** Adds the options that say where examples come from and how they are scaled. */
export function withDataOptions(command: Command): Command {
  return command
    .optionsGroup('Data:')
    .option(
      '--train <file>',
      'training set: an HDF5 file with examples and labels 0, 1, 2 and so on',
    )
    .option('--test <file>', 'held-out set, of the same kind')
    .option(
      '--x-name <name>',
      'data set of the examples, or train,test (found by itself)',
      namesInFiles,
    )
    .option(
      '--y-name <name>',
      'data set of the labels, or train,test (found by itself)',
      namesInFiles,
    )
    .option(
      '--normalize <how>',
      `scale: pixels / 255, floats as they are; standardize: mean 0, deviation 1 over the training set ${suited('normalize')}`,
      oneOf('scale', 'standardize'),
    );
}

/** Ends the command with a line when one of the files is missing. */
export function requireBothFiles({ train, test }: DataOptions, command: Command): void {
  if ((train === undefined) !== (test === undefined)) {
    const missing = train === undefined ? '--train' : '--test';
    command.error(`error: ${missing} is missing: --train and --test go together`);
  }
}

/** Where the examples of a run come from, as the options say. */
export function sourceOf({ train, test, xName, yName }: DataOptions): DataSource {
  return {
    ...(train !== undefined && test !== undefined && { files: { train, test } }),
    ...(xName && { x: xName }),
    ...(yName && { y: yName }),
  };
}
