import { type Command, Option } from 'commander';
import { countThreads } from '../src/index.js';
import { initialization, oneOf, seed, threadCount } from './parseOptions.js';
import { suited } from './suited.js';
import type { TrainOptions } from './trainOptions.js';

/** Adds the options of first weights and of what computes, in the group that has been begun. */
export function withComputingOptions(command: Command): Command {
  return command
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
    .option('--seed <integer>', 'of the first weights and the order of the examples', seed, 1);
}

/** Ends the command with a line when threads are asked for and nobody would use them. */
export function requireThreads({ kernels }: Pick<TrainOptions, 'kernels'>, command: Command): void {
  const asked = command.getOptionValueSource('threads') === 'cli';
  if (asked && kernels !== 'simd') {
    command.error(`error: --threads is for simd kernels, not for --kernels ${kernels}`);
  }
}
