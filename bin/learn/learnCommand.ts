import { Command, Option } from 'commander';
import {
  activations,
  hiddenLayers,
  oneOf,
  optimizer,
  positiveNumber,
  seed,
  wholeNumber,
} from '../parseOptions.js';
import { PLACES, requirePublishing, withPublishing } from '../publishing/publishingOptions.js';
import type { LearnOptions } from './learnOptions.js';

const EXAMPLES = `
Where examples come from:
  -                                          lines of the standard input
  nats://127.0.0.1:4222/SUBJECT              NATS; what is sent while nobody listens is lost
  nats://127.0.0.1:4222/SUBJECT?stream=NAME  JetStream
  redis://127.0.0.1:6379/STREAM              a Redis stream
  mqtt://127.0.0.1:1883/TOPIC                MQTT 5; MQTT 3.1.1 with ?version=3.1.1
  kafka://127.0.0.1:9092/TOPIC               Kafka
  http://127.0.0.1:8090/PATH                 POSTs to this machine

How they are written (--format):
  json     {"features": [5.1, 3.5], "label": 0}, or [5.1, 3.5, 0]
  csv      5.1,3.5,0
  float32, float64: the same numbers, packed, little-endian; not in lines

Examples:
  my-sensor | gradstream learn --from - --features 2 --format csv
  gradstream learn --from redis://127.0.0.1:6379/examples --features 20 --run runs/live --save-every 50
  gradstream learn --from nats://127.0.0.1/examples --features 20 --predict 8081 --publish redis://127.0.0.1/live

${PLACES}
NAME is that of the folder of --run, or learn; besides there are NAME/online/cost, /accuracy, /examples and /unreadable,
as the reports have them.

A run with --run goes on where it stood, however it ended: what it had saved is not learnt again, and what it had not
saved comes again. What cannot be read goes to DIR/dead-letters.ndjson, or where --dead-letters says, with the reason.
Ctrl-C, or SIGTERM, saves and ends.
Exit codes: 0 done, 2 bad input or no such broker (one line on stderr says what to do), 1 a fault of the program.`;

/** The command with its options and help; `run` is called with what was parsed. */
export function learnCommand(run: (options: LearnOptions) => Promise<void>): Command {
  const learning = new Command('learn')
    .summary('learn from examples as they arrive')
    .description(
      'Learns from examples that arrive from a broker, a pipe or by HTTP, each tested before it is learnt from.',
    )
    .optionsGroup('Examples:')
    .requiredOption('--from <address>', 'where they come from; see below')
    .requiredOption('--features <n>', 'numbers in each', wholeNumber(1))
    .option('--classes <n>', 'labels are integers from 0 to n - 1', wholeNumber(2), 2)
    .addOption(
      new Option('--format <name>', 'how they are written')
        .argParser(oneOf('json', 'csv', 'float32', 'float64'))
        .default('json', 'json'),
    )
    .option('--batch-size <n>', 'examples of one step', wholeNumber(1), 32)
    .option(
      '--batch-time <ms>',
      'a step is made of fewer when its first example has waited so long (default: it waits)',
      positiveNumber,
    )
    .option(
      '--no-standardize',
      'take features as they are, not by their running mean and deviation',
    )
    .option(
      '--dead-letters <address>',
      'where to put what cannot be read: an address as above, or a file',
    )
    .optionsGroup('Network:')
    .option('--hidden <units>', 'units of the hidden layers, or none', hiddenLayers, [16])
    .addOption(
      new Option('--activation <name>', 'of the hidden layers, as for gradstream train')
        .argParser(activations)
        .default(activations('relu'), 'relu'),
    )
    .option('--seed <integer>', 'of the first weights', seed, 1)
    .optionsGroup('Learning:')
    .option('--learning-rate <rate>', 'size of a step', positiveNumber, 0.05)
    .option('--optimizer <text>', 'as for gradstream train', optimizer, 'gradientDescent')
    .optionsGroup('Run:')
    .option('--count <n>', 'end after so many steps (default: never)', wholeNumber(1))
    .option('--run <folder>', 'save the run there, and go on with the one that is there')
    .option(
      '--save-every <n>',
      'save after every n-th step, and when nothing more comes (default: 100)',
      wholeNumber(1),
    )
    .option(
      '--ids <n>',
      'how many ids are remembered, to know what comes twice',
      wholeNumber(1),
      10_000,
    )
    .option(
      '--control',
      'take commands from the standard input, one a line: pause, resume, step N, rate X, evaluate, save, stop',
    )
    .optionsGroup('Drift:')
    .addOption(
      new Option(
        '--drift <detector>',
        'tell when the error rate of predictions rises: page-hinkley or adwin',
      ).argParser(oneOf('page-hinkley', 'adwin')),
    )
    .option(
      '--drift-rate <factor>',
      'multiply the learning rate by it behind a drift',
      positiveNumber,
    )
    .option('--drift-steps <n>', 'for so many steps (default: 100)', wholeNumber(1));
  return withPublishing(learning, 100)
    .optionsGroup('Output:')
    .option('--report-every <n>', 'steps from one report to the next', wholeNumber(1), 100)
    .option('--json', 'one JSON object a line on stdout, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (options: LearnOptions, command: Command) => {
      if (options.saveEvery !== undefined && options.run === undefined) {
        command.error('error: --save-every saves into a folder: say --run DIR too');
      }
      if (options.from === '-' && options.format.startsWith('float')) {
        command.error(
          'error: --from - reads lines, which packed numbers are not: say --format json or csv',
        );
      }
      await requirePublishing(options, command);
      requireDrift(options, command);
      if (options.control === true && options.from === '-') {
        command.error('error: --control reads the standard input, and so does --from -');
      }
      await run(options);
    });
}

function requireDrift({ drift, driftRate, driftSteps }: LearnOptions, command: Command): void {
  if (driftRate !== undefined && drift === undefined) {
    command.error('error: --drift-rate is for what --drift finds: say --drift page-hinkley too');
  }
  if (driftSteps !== undefined && driftRate === undefined) {
    command.error('error: --drift-steps goes with --drift-rate');
  }
}
