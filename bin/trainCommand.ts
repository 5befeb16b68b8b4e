import { Command, Option } from 'commander';
import { optimizerNames, wrapperNames } from '../src/index.js';
import { requireThreads, withComputingOptions } from './computingOptions.js';
import { requireBothFiles, withDataOptions } from './dataOptions.js';
import {
  activations,
  batchSize,
  hiddenLayers,
  notNegative,
  oneOf,
  optimizer,
  portNumber,
  positiveNumber,
  schedule,
  shareBelowOne,
  wholeNumber,
} from './parseOptions.js';
import { PLACES, requirePublishing, withPublishing } from './publishing/publishingOptions.js';
import {
  requireActivations,
  requireDistinct,
  requireOneNetwork,
  requireRun,
  requireServe,
} from './requireOptions.js';
import { suited } from './suited.js';
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
  gradstream train --serve                          live in the browser, with controls
  gradstream train --json | your-program            one JSON object a line
  gradstream train --run runs/cats --save-every 100 a run that survives: gradstream resume runs/cats
  gradstream train --publish nats://127.0.0.1/runs  cost and life events to a broker
${PLACES}

Ctrl-C ends the run with the result so far, a second one at once. The built-in drawings are kept in
the cache folder of the user, or in the folder GRADSTREAM_CACHE. The library of --kernels blas is OpenBLAS,
on macOS Accelerate, or the file GRADSTREAM_BLAS.
Exit codes: 0 done, 2 bad input (one line on stderr says what to do), 1 a fault of the program.`;

/** The command with its options and help; `run` is called with what was parsed. */
export function trainCommand(run: (options: TrainOptions) => Promise<void>): Command {
  const training = new Command('train')
    .summary('train a network and show it happening')
    .description(
      'Trains a network on labelled examples of two classes or more, and shows it happening.\n' +
        'Without files it takes the built-in drawings: cats and other things, 64 x 64 pixels.',
    );
  return withTrainOptions(training)
    .addHelpText('after', EXAMPLES)
    .action(async (given: GivenOptions, command: Command) => {
      requireBothFiles(given, command);
      const defaults = given.train === undefined ? forDrawings : forFiles;
      const options = { activation: defaultActivation, ...defaults, ...given };
      requireThreads(options, command);
      if (options.nesterov === true && options.momentum === 0) {
        command.error('error: --nesterov is a form of momentum: say --momentum too, as in 0.9');
      }
      requireActivations(options, command);
      requireDistinct(options, command);
      requireRun(options, command);
      requireServe(options, command);
      await requirePublishing(options, command);
      requireOneNetwork(options, command);
      await run(options);
    });
}

/** What is said of training alone. */
const trainingAlone = [
  'learningRate',
  'schedule',
  'compare',
  'guard',
  'patience',
  'run',
  'plot',
  'control',
  'serve',
  'publish',
  'publishModels',
  'controlFrom',
  'predict',
];

/** Adds the options of a run. */
export function withTrainOptions(training: Command): Command {
  withDataOptions(training)
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
    );
  withComputingOptions(training)
    .optionsGroup('Training:')
    .option('--iterations <n>', `number of updates ${suited('iterations')}`, wholeNumber(1))
    .option('--learning-rate <rate>', `size of a step ${suited('learningRate')}`, positiveNumber)
    .addOption(
      new Option(
        '--find-rate',
        'do not train: show the cost over a growing learning rate, and suggest one',
      ).conflicts(trainingAlone),
    )
    .addOption(
      new Option(
        '--schedule <text>',
        'learning rate over time, as text or JSON: "warmUp(100) then cosine(0.03)"',
      )
        .argParser(schedule)
        .conflicts('learningRate'),
    )
    .addOption(
      new Option(
        '--optimizer <text>',
        `${optimizerNames.join(', ')}, with options as in "adam(beta1: 0.8)"; before it ${wrapperNames.join(', ')}, as in "clipByNorm(1) adam" (default: gradientDescent)`,
      )
        .argParser(optimizer)
        .conflicts(['momentum', 'nesterov']),
    )
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
    .option(
      '--l1 <strength>',
      'add strength / m times the absolute weights (default: 0)',
      notNegative,
    )
    .option(
      '--dropout <share>',
      'of hidden units, dropped while training (default: 0)',
      shareBelowOne,
    )
    .option(
      '--guard <policy>',
      'when the cost is not finite, or ten times the median of the last 20: halt, skip the update, rollBack to the last good state with half the learning rate, or warn (default: halt when it is not finite)',
      oneOf('halt', 'skip', 'rollBack', 'warn'),
    )
    .option(
      '--patience <n>',
      'end after n reports without a better accuracy on the held-out set, with the best network',
      wholeNumber(1),
    )
    .optionsGroup('Saving and steering:')
    .option('--run <dir>', 'save the run in a folder; "gradstream resume <dir>" goes on with it')
    .option(
      '--save-every <n>',
      'iterations from one checkpoint to the next (default: 1000)',
      wholeNumber(1),
    )
    .option('--keep <n>', 'checkpoints that stay (default: 3)', wholeNumber(1))
    .option('--keep-best', 'keep the one with the best accuracy on the held-out set besides')
    .option('--serve', 'show the run on a page while it goes on, and afterwards until Ctrl-C')
    .option('--port <n>', 'of the page (default: one that is free)', portNumber)
    .option('--exit', 'with --serve, end with the run')
    .option(
      '--control',
      'take commands from the standard input, one a line: pause, resume, step N, rate X, set NAME X, evaluate, save, stop',
    );
  return withPublishing(training, 1000)
    .optionsGroup('Output:')
    .option('--report-every <n>', 'iterations from one report to the next', wholeNumber(1), 100)
    .option('--plot <dir>', 'write the cost curve, the activations and sample images as SVG')
    .option('--json', 'one JSON object a line on stdout, and nothing else there');
}

/** What commander hands over: some options may be left out. */
type GivenOptions = Omit<TrainOptions, keyof SuitedOptions | 'activation'> &
  Partial<Pick<TrainOptions, keyof SuitedOptions | 'activation'>>;
