import type { Command } from 'commander';
import { defaultActivation, type TrainOptions } from './trainOptions.js';

/*
 * What options of `gradstream train` cannot be together. Each function ends the command with a line that says so.
 */

export function requireActivations(
  { hidden, activation, compare }: TrainOptions,
  command: Command,
): void {
  if (hidden.length === 0 && (compare !== undefined || activation !== defaultActivation)) {
    command.error('error: --hidden none leaves no layer for --activation or --compare');
  }
  if (activation.length > 1 && activation.length !== hidden.length) {
    command.error(
      `error: --activation names ${activation.length} functions, --hidden ${hidden.length} layers: ` +
        'give one for all, or one for each',
    );
  }
}

export function requireDistinct({ compare = [] }: TrainOptions, command: Command): void {
  const names = compare.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) command.error(`error: --compare names ${twice} twice`);
}

export function requireRun(
  { run, saveEvery, keep, keepBest }: TrainOptions,
  command: Command,
): void {
  if (run === '') command.error('error: --run names no folder: say one, as in runs/cats');
  if (run !== undefined) return;
  const given = [
    ...(saveEvery === undefined ? [] : ['--save-every']),
    ...(keep === undefined ? [] : ['--keep']),
    ...(keepBest === undefined ? [] : ['--keep-best']),
  ];
  if (given.length > 0) command.error(`error: ${given[0]} goes with --run, the folder to save in`);
}

/** Ends the command with a line when there is no server for its options. */
export function requireServe({ serve, port, exit }: TrainOptions, command: Command): void {
  if (serve === true) return;
  const given = [...(port === undefined ? [] : ['--port']), ...(exit === true ? ['--exit'] : [])];
  if (given.length > 0) command.error(`error: ${given[0]} goes with --serve`);
}

/** Models and predictions are of one network. */
export function requireOneNetwork(
  { compare, publishModels, predict }: TrainOptions,
  command: Command,
): void {
  if (compare === undefined) return;
  if (publishModels !== undefined) {
    command.error('error: --publish-models sends one network: leave out --compare');
  }
  if (predict !== undefined) {
    command.error('error: --predict answers with one network: leave out --compare');
  }
}
