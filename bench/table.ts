import { type Spread, spreadOf } from './statistics.js';

/*
 * Results go to stdout as rows of one markdown table, ready to be pasted into README.md; what a bench
 * says while it works goes to stderr.
 */

const heading = '| bench | what | median | quartiles |\n| --- | --- | ---: | ---: |';

export function printHeading(): void {
  process.stdout.write(`${heading}\n`);
}

/** A row for one number. */
export function printValue(bench: string, what: string, value: string): void {
  process.stdout.write(`| ${bench} | ${what} | ${value} | |\n`);
}

/** A row for a sample; `show` writes one number of it with its unit. */
export function printSpread(
  bench: string,
  what: string,
  sample: readonly number[],
  show: (value: number) => string,
): Spread {
  const spread = spreadOf(sample);
  const { lower, median, upper } = spread;
  process.stdout.write(
    `| ${bench} | ${what} | ${show(median)} | ${show(lower)} to ${show(upper)} |\n`,
  );
  return spread;
}

/** What a figure should be, in the unit of the figure. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number };

/** A row for a sample beside its goal, so that a reader sees at once whether the median meets it. */
export function printGoal(
  bench: string,
  what: string,
  sample: readonly number[],
  show: (value: number) => string,
  goal: Goal,
): void {
  const { lower, median, upper } = spreadOf(sample);
  const [words, met] =
    'atLeast' in goal
      ? [`at least ${show(goal.atLeast)}`, median >= goal.atLeast]
      : [`at most ${show(goal.atMost)}`, median <= goal.atMost];
  process.stdout.write(
    `| ${bench} | ${what}; goal: ${words} | **${show(median)}, ${met ? 'met' : 'not met'}** | ${show(lower)} to ${show(upper)} |\n`,
  );
}

/** A line about the work in progress. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Writes a number with a fixed number of decimals and its unit. */
export const withUnit =
  (decimals: number, unit: string) =>
  (value: number): string =>
    `${value.toFixed(decimals)} ${unit}`;
