import { Command, Option } from 'commander';
import { countThreads } from '../src/index.js';
import {
  activations,
  batchSize,
  hiddenLayers,
  initialization,
  namesInFiles,
  notNegative,
  oneOf,
  positiveNumber,
  seed,
  shareBelowOne,
  threadCount,
  wholeNumber,
} from './parseOptions.js';
import {
  defaultActivation,
  forDrawings,
  forFiles,
  type SuitedOptions,
  type TrainOptions,
} from './trainOptions.js';

const EXAMPLES = `
Examples:
  gradstream train                                  cats against other drawings, built in
  gradstream train --compare tanh,relu --plot out   two networks on the same batches, with pictures
  gradstream train --train a.h5 --test b.h5         images of your own (HDF5)
  gradstream train --json | your-program            one JSON object a line

Ctrl-C ends the run with the result so far, a second one at once. The built-in drawings are kept in
the cache folder of the user, or in the folder GRADSTREAM_CACHE. The library of --kernels blas is OpenBLAS,
on macOS Accelerate, or the file GRADSTREAM_BLAS.
Exit codes: 0 done, 2 bad input (one line on stderr says what to do), 1 a fault of the program.`;

/** The command with its options and help; `run` is called with what was parsed. */
export function trainCommand(run: (options: TrainOptions) => Promise<void>): Command {
  return new Command('train')
    .summary('train a network and show it happening')
    .description(
      'Trains a network on labelled examples of two classes or more, and shows it happening.\n' +
        'Without files it takes the built-in drawings: cats and other things, 64 x 64 pixels.',
    )
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
    )
    .optionsGroup('Network:')
    .option(
      '--hidden <units>',
      `units of the hidden layers, or none ${suited('hidden')}`,
      hiddenLayers,
    )
    .option(
      '--activation <name>',
      'of the hidden layers, one for all or one for each: relu, tanh, sigmoid, leakyRelu, leakyRelu:0.2, identity (default: relu)',
      activations,
    )
    .addOption(
      new Option('--compare <names>', 'one network for each activation, on the same batches')
        .argParser(activations)
        .conflicts('activation'),
    )
    .option(
      '--init <rule>',
      `first weights: normal (0.01), zeros, he, xavier or a deviation ${suited('init', ({ name }) => name)}`,
      initialization,
    )
    .addOption(
      new Option('--precision <format>', 'of all numbers: float64 or float32')
        .argParser(oneOf('float64', 'float32'))
        .default('float64', 'float64'),
    )
    .addOption(
      new Option(
        '--kernels <set>',
        "what computes: simd (WebAssembly) or scalar (plain TypeScript), with the same results; blas (simd with the products of the system's library), equal but for rounding; auto: blas where it can be had, else simd",
      )
        .argParser(oneOf('auto', 'simd', 'blas', 'scalar'))
        .default('simd', 'simd'),
    )
    .addOption(
      new Option(
        '--threads <n>',
        'that share large products of the simd kernels, or auto: one on each core, up to 8; the results are the same',
      )
        .argParser(threadCount)
        .default(countThreads('auto'), 'auto'),
    )
    .addOption(
      new Option(
        '--first-layer <form>',
        'gram (weights as combinations of the examples), dense, or auto: what is less work; equal but for rounding',
      )
        .argParser(oneOf('auto', 'gram', 'dense'))
        .default('auto', 'auto'),
    )
    .option('--seed <integer>', 'of the first weights and the order of the examples', seed, 1)
    .optionsGroup('Training:')
    .option('--iterations <n>', `number of updates ${suited('iterations')}`, wholeNumber(1))
    .option('--learning-rate <rate>', `size of a step ${suited('learningRate')}`, positiveNumber)
    .option('--batch-size <n>', `examples in an update, or full ${suited('batchSize')}`, batchSize)
    .addOption(
      new Option(
        '--momentum <beta>',
        'share of the last step that goes on, from 0 to below 1; 0 is plain gradient descent',
      )
        .argParser(shareBelowOne)
        .default(0, '0'),
    )
    .option('--nesterov', "with --momentum, in Nesterov's form: look one step ahead")
    .addOption(
      new Option('--l2 <strength>', 'add strength / (2m) times the squared weights to the cost')
        .argParser(notNegative)
        .default(0, '0'),
    )
    .optionsGroup('Output:')
    .option('--report-every <n>', 'iterations from one report to the next', wholeNumber(1), 100)
    .option('--plot <dir>', 'write the cost curve, the activations and sample images as SVG')
    .option('--json', 'one JSON object a line on stdout, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (given: GivenOptions, command: Command) => {
      if ((given.train === undefined) !== (given.test === undefined)) {
        const missing = given.train === undefined ? '--train' : '--test';
        command.error(`error: ${missing} is missing: --train and --test go together`);
      }
      const defaults = given.train === undefined ? forDrawings : forFiles;
      const options = { activation: defaultActivation, ...defaults, ...given };
      requireThreads(options, command);
      if (options.nesterov === true && options.momentum === 0) {
        command.error('error: --nesterov is a form of momentum: say --momentum too, as in 0.9');
      }
      requireActivations(options, command);
      requireDistinct(options, command);
      await run(options);
    });
}

/** What commander hands over: some options may be left out. */
type GivenOptions = Omit<TrainOptions, keyof SuitedOptions | 'activation'> &
  Partial<Pick<TrainOptions, keyof SuitedOptions | 'activation'>>;

/** The default of an option that depends on the data, for the help. */
function suited<Name extends keyof SuitedOptions>(
  name: Name,
  show: (value: SuitedOptions[Name]) => string = String,
): string {
  const [files, drawings] = [show(forFiles[name]), show(forDrawings[name])];
  return files === drawings
    ? `(default: ${files})`
    : `(default: ${files}; for the built-in drawings ${drawings})`;
}

function requireThreads({ kernels }: TrainOptions, command: Command): void {
  const asked = command.getOptionValueSource('threads') === 'cli';
  if (asked && kernels !== 'simd') {
    command.error(`error: --threads is for simd kernels, not for --kernels ${kernels}`);
  }
}

function requireActivations({ hidden, activation, compare }: TrainOptions, command: Command): void {
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

function requireDistinct({ compare = [] }: TrainOptions, command: Command): void {
  const names = compare.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) command.error(`error: --compare names ${twice} twice`);
}
