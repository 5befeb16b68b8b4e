import { Argument, Command, Option } from 'commander';
import { oneOf } from '../parseOptions.js';
import type { ReproduceOptions } from './reproduce.js';
import { type ResultName, resultNames } from './resultNames.js';

const EXAMPLES = `
Results:
  R1  forward and back propagation, tanh   R4  first weights: zeros, He, Xavier
  R2  the same, ReLU                       R5  L2, lambda 0 and 0.02
  R3  gradient check                       R6  dropout, keep 1 and 0.5

Examples:
  gradstream reproduce --data folder         all of them
  gradstream reproduce R2 R5 --data folder   two of them
  gradstream reproduce --data folder --json | jq 'select(.type == "summary")'

Training amplifies rounding: rows are comparable as far as NumPy today still gives
the published figures. Later rows are shown, and nothing is concluded from them.
Exit codes: 0 every comparable row agrees, 3 one does not, 2 bad input (one line on
stderr says what to do), 1 a fault of the program.`;

/** The command with its options and help; `run` is called with what was parsed. */
export function reproduceCommand(run: (options: ReproduceOptions) => Promise<void>): Command {
  return new Command('reproduce')
    .summary('compute the published results and compare')
    .description(
      'Computes the results of the post series that gradstream implements, and shows them beside ' +
        'the published figures, with the difference, row by row.',
    )
    .addArgument(
      new Argument('[results...]', `what to compute: ${resultNames.join(', ')}`)
        .argParser(resultName)
        .default(resultNames, 'all'),
    )
    .requiredOption(
      '--data <dir>',
      'folder with the published train_catvnoncat.h5 and test_catvnoncat.h5',
    )
    .addOption(
      new Option('--kernels <set>', 'what computes, as in gradstream train')
        .argParser(oneOf('auto', 'simd', 'blas', 'scalar'))
        .default('simd', 'simd'),
    )
    .addOption(
      new Option(
        '--first-layer <form>',
        'gram, or dense, which takes much longer; equal but for rounding',
      )
        .argParser(oneOf('gram', 'dense'))
        .default('gram', 'gram'),
    )
    .option('--json', 'one JSON object a line on stdout, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action((results: readonly ResultName[], given: Omit<ReproduceOptions, 'results'>) =>
      run({ ...given, results: [...new Set(results)] }),
    );
}

/** One name more; what is named replaces the default. */
function resultName(text: string, before: readonly ResultName[]): readonly ResultName[] {
  const name = oneOf(...resultNames)(text);
  return before === resultNames ? [name] : [...before, name];
}
