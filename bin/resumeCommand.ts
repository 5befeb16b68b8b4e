import { Command, CommanderError } from 'commander';
import { DataError, describeDifferences, differences } from '../src/index.js';
import { requireBothFiles } from './dataOptions.js';
import { requirePublishing } from './publishing/publishingOptions.js';
import { requireServe } from './requireOptions.js';
import { argumentsOf, optionsApart, optionTexts } from './run/optionTexts.js';
import { type RunConfiguration, readConfiguration, unreadable } from './run/runConfiguration.js';
import { trainCommand, withTrainOptions } from './trainCommand.js';
import type { TrainOptions } from './trainOptions.js';

const EXAMPLES = `
Examples:
  gradstream train --run runs/cats --save-every 100
  gradstream resume runs/cats                goes on from the newest checkpoint that is whole
  gradstream resume runs/cats --train a.h5 --test b.h5     when the files have been moved

What is not given is as it was. A run ends with the same bits whether it was stopped or not: other options of
gradstream train may be given too, but what they would change is refused, with what differs.`;

/** What may be another when a run goes on: where things are, and how much is kept. */
const free = ['train', 'test', 'save-every', 'keep', 'keep-best', 'threads'];

/** The command with its options and help; `run` is called with what was parsed. */
export function resumeCommand(
  run: (folder: string, configuration: RunConfiguration, options: TrainOptions) => Promise<void>,
): Command {
  const command = new Command('resume')
    .summary('go on with a run that was saved')
    .description('Goes on with a run that "gradstream train --run" has saved in a folder.')
    .argument('<folder>', 'folder of the run');
  withTrainOptions(command);
  const shown = [...free, ...optionsApart.filter((name) => name !== 'run')];
  for (const option of command.options) {
    if (!shown.includes(option.name())) option.hideHelp();
    // What is not given is as it was, whatever the default is.
    option.default(undefined);
  }
  return command.addHelpText('after', EXAMPLES).action(async (folder: string) => {
    const configuration = await readConfiguration(folder);
    const given = givenTo(command);
    if (given.run !== undefined || given.compare !== undefined || given.findRate !== undefined) {
      throw new DataError(
        'A run goes on in its folder, with its network: leave out --run, --compare and --find-rate',
      );
    }
    const options = withGiven(await optionsOf(folder, configuration), given);
    requireBothFiles(options, command);
    requireServe(options, command);
    await requirePublishing(options, command);
    const refused = differences(configuration.options, optionTexts(options)).filter(
      ({ path }) => !free.includes(path),
    );
    if (refused.length > 0) {
      throw new DataError(
        `Cannot go on with the run in ${folder} with other options: ${describeDifferences(refused)}`,
      );
    }
    await run(folder, configuration, { ...options, run: folder });
  });
}

/** The options that were written, and no defaults. */
function givenTo(command: Command): Partial<TrainOptions> {
  const isGiven = ([name]: [string, unknown]) => command.getOptionValueSource(name) === 'cli';
  return Object.fromEntries(Object.entries(command.opts<TrainOptions>()).filter(isGiven));
}

/** An option takes the place of one that it cannot stand beside. */
function withGiven(options: TrainOptions, given: Partial<TrainOptions>): TrainOptions {
  const { schedule, optimizer, ...others } = options;
  const { learningRate, momentum, nesterov } = given;
  return {
    ...others,
    ...(schedule !== undefined && learningRate === undefined && { schedule }),
    ...(optimizer !== undefined &&
      momentum === undefined &&
      nesterov === undefined && { optimizer }),
    ...given,
  };
}

/** The options of a run, by the rules of `gradstream train`. */
async function optionsOf(
  folder: string,
  { options: texts }: RunConfiguration,
): Promise<TrainOptions> {
  let options: TrainOptions | undefined;
  const training = trainCommand(async (given) => {
    options = given;
  });
  training.exitOverride().configureOutput({ writeErr() {} });
  try {
    await training.parseAsync(['--run', folder, ...argumentsOf(texts)], { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    const [reason] = cause.message.replace(/^error: /, '').split('\n');
    throw unreadable(folder, reason, cause);
  }
  if (options === undefined) throw unreadable(folder, 'it asks for help');
  return options;
}
