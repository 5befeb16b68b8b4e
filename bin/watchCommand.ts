import { Command, InvalidArgumentError } from 'commander';
import { addressOf } from '../server/client/address.js';

/** What `gradstream watch` is told. */
export interface WatchOptions {
  /** Of the page or the socket; may bring a token in its fragment. */
  readonly url: string;
  readonly token?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  gradstream train --serve                      prints the address of its page
  gradstream watch http://localhost:8080/       shows the same run in another terminal
  gradstream watch http://localhost:8080/ --json | jq 'select(.type == "cost").cost'

A connection that is lost is made again, and nothing is missed. Ctrl-C ends watching, not the run.
Exit codes: 0 the runs have ended, 2 bad input or no such server (one line on stderr), 1 a fault of the program.`;

/** The command with its options and help; `run` is called with what was parsed. */
export function watchCommand(run: (options: WatchOptions) => Promise<void>): Command {
  return new Command('watch')
    .summary('show a run that is served, as it happens')
    .description('Shows in this terminal what a server tells of its runs, from their beginning.')
    .argument('<url>', 'address of the page, as the server prints it', address)
    .option('--token <text>', 'of a watcher or a controller, where the server wants one')
    .option('--json', 'one JSON object a line on stdout, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action((url: string, options: Omit<WatchOptions, 'url'>) => run({ url, ...options }));
}

function address(text: string): string {
  try {
    addressOf(text);
    return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InvalidArgumentError('Expected an address, as http://localhost:8080/.');
  }
}
