import { Command, Option } from 'commander';
import { wholeNumber } from './parseOptions.js';

/** What `gradstream view` is told. */
export interface ViewOptions {
  readonly folders: readonly string[];
  readonly port: number;
}

const EXAMPLES = `
Examples:
  gradstream train --run runs/a         writes a run into a folder
  gradstream view runs/a                shows it, until Ctrl-C
  gradstream view runs/a runs/b         lays several over each other

The curves, commands and settings are those of the log; samples and layers are shown live only.`;

/** The command with its options and help; `run` is called with what was parsed. */
export function viewCommand(run: (options: ViewOptions) => Promise<void>): Command {
  return new Command('view')
    .summary('show finished runs on the page')
    .description('Serves the logs of runs on the page that shows them live.')
    .argument('<folders...>', 'of --run, or of a log')
    .addOption(
      new Option('--port <n>', 'where the page is; 0 lets the system choose')
        .argParser(wholeNumber(0))
        .default(0, '0'),
    )
    .addHelpText('after', EXAMPLES)
    .action((folders: string[], options: Omit<ViewOptions, 'folders'>) =>
      run({ folders, ...options }),
    );
}
