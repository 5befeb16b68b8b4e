import { Command } from 'commander';
import { DataError, describeDifferences, differences } from '../src/index.js';
import { argumentsOf, type OptionTexts, optionTexts } from './run/optionTexts.js';
import { type RunConfiguration, readConfiguration } from './run/runFolder.js';
import { trainCommand, withTrainOptions } from './trainCommand.js';
import type { TrainOptions } from './trainOptions.js';

const EXAMPLES = `
Examples:
  gradstream train --run runs/cats --save-every 100
  gradstream resume runs/cats                goes on from the newest checkpoint that is whole
  gradstream resume runs/cats --train a.h5 --test b.h5     when the files have been moved

A run ends with the same bits whether it was stopped or not. Other options of gradstream train may be given
too: what they would change is refused, with what differs.`;

/** What may be another when a run goes on: where things are, and what is shown. */
const free = ['train', 'test', 'save-every', 'keep', 'keep-best', 'threads'];
const isShown = (name: string) => ['json', 'plot', 'control'].includes(name);

/** The command with its options and help; `run` is called with what was parsed. */
export function resumeCommand(
  run: (folder: string, configuration: RunConfiguration, options: TrainOptions) => Promise<void>,
): Command {
  const command = new Command('resume')
    .summary('go on with a run that was saved')
    .description('Goes on with a run that "gradstream train --run" has saved in a folder.')
    .argument('<folder>', 'folder of the run');
  withTrainOptions(command);
  for (const option of command.options) {
    if (!free.includes(option.name()) && !isShown(option.name())) option.hideHelp();
  }
  const given = rawTexts(command);
  return command.addHelpText('after', EXAMPLES).action(async (folder: string) => {
    const configuration = await readConfiguration(folder);
    const options = await parsed({ ...configuration.options, ...given, run: folder });
    const found = differences(configuration.options, optionTexts(options));
    const refused = found.filter(({ path }) => !free.includes(path));
    if (refused.length > 0) {
      throw new DataError(
        `Cannot go on with the run in ${folder} with other options: ${describeDifferences(refused)}`,
      );
    }
    const { json, plot, control } = command.opts<Shown>();
    await run(folder, configuration, {
      ...options,
      ...(json !== undefined && { json }),
      ...(plot !== undefined && { plot }),
      ...(control !== undefined && { control }),
    });
  });
}

/** What is shown, and is no part of a run. */
type Shown = Pick<TrainOptions, 'json' | 'plot' | 'control'>;

/** The options that will be given, as they were written. */
function rawTexts(command: Command): Record<string, string> {
  const given: Record<string, string> = {};
  for (const option of command.options) {
    command.on(`option:${option.name()}`, (text?: string) => {
      if (!isShown(option.name())) given[option.name()] = text ?? '';
    });
  }
  return given;
}

/** Options out of texts, by the rules of `gradstream train`. */
async function parsed(texts: OptionTexts): Promise<TrainOptions> {
  let options: TrainOptions | undefined;
  const training = trainCommand(async (given) => {
    options = given;
  });
  await training.exitOverride().parseAsync(argumentsOf(texts), { from: 'user' });
  if (options === undefined) throw new DataError('The options of the run cannot be read');
  return options;
}
