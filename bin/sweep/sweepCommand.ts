import { Command, Option } from 'commander';
import { requireThreads, withComputingOptions } from '../computingOptions.js';
import { requireBothFiles, withDataOptions } from '../dataOptions.js';
import { oneOf, shareOrTest, wholeNumber } from '../parseOptions.js';
import { defaultActivation, forDrawings, forFiles, type SuitedOptions } from '../trainOptions.js';
import { type AxisName, axes, axisNames, plainDescent } from './axes.js';
import { type Choices, choiceOf, only } from './choices.js';
import type { SweepOptions } from './sweepOptions.js';

const EXAMPLES = `
Examples:
  gradstream sweep --learning-rate 0.001,0.005,0.02 --width 5,10    a grid of six, on the drawings
  gradstream sweep --random 20 --learning-rate 0.0005..0.05 --l2 0.01..1 --early halving
  gradstream sweep --depth 1,2,3 --folds 5 --metric accuracy --plot out

A list (0.01,0.03) is tried value by value: every combination, the options further down in the list above
changing fastest. A range (0.001..0.1) goes with --random; learning rates, l2 and l1 are drawn by their logarithm.
What an option is not given for is as in gradstream train.

Trials are compared on examples that they are not trained on: a part of the training set, or folds of it. The
test set is not touched before the best trial has been trained anew on the whole training set. Trials that run
side by side take turns on one thread: that saves no time, but lets --early compare them while they go on.
Ctrl-C ends the sweep with the table so far, a second one at once.
Exit codes: 0 done, 2 bad input (one line on stderr says what to do), 1 a fault of the program.`;

/** The command with its options and help; `run` is called with what was parsed. */
export function sweepCommand(run: (options: SweepOptions) => Promise<void>): Command {
  const sweeping = new Command('sweep')
    .summary('try hyperparameters and choose the best')
    .description(
      'Trains a network for each combination of hyperparameters, and chooses the best on examples held out.',
    );
  withDataOptions(sweeping).optionsGroup('Hyperparameters, as lists or ranges:');
  for (const name of axisNames) {
    const { flags, about, conflicts = [] } = axes[name];
    const option = new Option(flags, about).conflicts(conflicts);
    sweeping.addOption(option.argParser((text: string) => choiceOf(name, text)));
  }
  return withComputingOptions(sweeping.optionsGroup('Network:'))
    .optionsGroup('Search:')
    .option('--random <n>', 'draw so many combinations, from the seed', wholeNumber(1))
    .addOption(
      new Option(
        '--validation <share>',
        'share of the training set that is held out to choose by; test chooses on the test set, whose figure then flatters',
      )
        .argParser(shareOrTest)
        .default(0.2, '0.2'),
    )
    .addOption(
      new Option('--folds <k>', 'choose by the mean over k folds of the training set instead')
        .argParser(wholeNumber(2))
        .conflicts('validation'),
    )
    .addOption(
      new Option('--metric <name>', 'what to choose by: cost or accuracy, of the examples held out')
        .argParser(oneOf('cost', 'accuracy'))
        .default('cost', 'cost'),
    )
    .addOption(
      new Option(
        '--early <rule>',
        'stop trials that are not promising: none; median (worse than the median of the others, after a quarter of the iterations); halving (not in the best third at a ninth and a third of them)',
      )
        .argParser(oneOf('none', 'median', 'halving'))
        .default('none', 'none'),
    )
    .option('--concurrency <n>', 'trials that run side by side', wholeNumber(1), 4)
    .optionsGroup('Output:')
    .option('--report-every <n>', 'iterations from one report to the next', wholeNumber(1), 50)
    .option('--plot <dir>', 'write a picture of all trials as SVG')
    .option('--json', 'one JSON object a line on stdout, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (given: GivenOptions, command: Command) => {
      requireBothFiles(given, command);
      requireThreads(given, command);
      const defaults = given.train === undefined ? forDrawings : forFiles;
      const choices = { ...choicesFrom(defaults), ...given };
      if (given.random === undefined) requireLists(choices, command);
      const { normalize, init } = defaults;
      await run({ normalize, init, ...withoutChoices(given), choices });
    });
}

/** What commander hands over: some options may be left out. */
type GivenOptions = Omit<SweepOptions, 'choices' | 'normalize' | 'init'> &
  Partial<Pick<SweepOptions, 'normalize' | 'init'>> &
  Partial<Choices>;

/** The options that are no hyperparameters. */
function withoutChoices(given: GivenOptions): Omit<GivenOptions, AxisName> {
  const rest: { -readonly [Name in keyof GivenOptions]: GivenOptions[Name] } = { ...given };
  for (const name of axisNames) delete rest[name];
  return rest;
}

/** What is tried unless asked otherwise: what `gradstream train` would take. */
function choicesFrom({ hidden, learningRate, iterations, batchSize }: SuitedOptions): Choices {
  return {
    learningRate: only('learningRate', learningRate),
    depth: only('depth', hidden.length),
    width: only('width', hidden[0]),
    activation: only('activation', defaultActivation[0]),
    iterations: only('iterations', iterations),
    batchSize: only('batchSize', batchSize),
    optimizer: only('optimizer', plainDescent),
    momentum: only('momentum', 0),
    l2: only('l2', 0),
    l1: only('l1', 0),
    dropout: only('dropout', 0),
  };
}

function requireLists(choices: Choices, command: Command): void {
  const range = axisNames.find((name: AxisName) => choices[name].values === undefined);
  if (range !== undefined) {
    command.error(
      `error: ${axes[range].flags.split(' ')[0]} ${choices[range].text} is a range: ` +
        'say --random with a number of trials, or give a list with commas',
    );
  }
}
