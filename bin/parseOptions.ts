import { InvalidArgumentError } from 'commander';
import { closest, distance } from 'fastest-levenshtein';
import {
  type Activation,
  activationNames,
  allZeros,
  countThreads,
  DataError,
  type DataSchedule,
  he,
  optimizerNames,
  parseActivation,
  parseOptimizer,
  parseSchedule,
  scaled,
  xavier,
} from '../src/index.js';
import type { NamedScheme, NameInFiles } from './trainOptions.js';

/*
 * From the text of an option to its value. Each function throws an InvalidArgumentError that says what
 * is expected; commander puts the name of the option and the text before it.
 */

/** A whole number from `least` up. */
export const wholeNumber = (least: number) => (text: string) => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
    throw new InvalidArgumentError(`Expected a whole number, ${least} or more.`);
  }
  return value;
};

/** A seed: an integer of 32 bits. */
export function seed(text: string): number {
  const value = wholeNumber(0)(text);
  if (value > 0xffffffff) throw new InvalidArgumentError('Expected at most 4294967295.');
  return value;
}

/** A port; 0 lets the system choose. */
export function portNumber(text: string): number {
  const value = wholeNumber(0)(text);
  if (value > 65_535) throw new InvalidArgumentError('Expected a port, at most 65535.');
  return value;
}

/** A number of threads: `auto`, or a whole number. */
export function threadCount(text: string): number {
  try {
    return countThreads(text === 'auto' ? text : wholeNumber(1)(text));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(`${error.message}.`);
  }
}

/** A positive finite number. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < Infinity)) {
    throw new InvalidArgumentError('Expected a positive finite number.');
  }
  return value;
}

/** A finite number, 0 or more. */
export function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < Infinity)) {
    throw new InvalidArgumentError('Expected a finite number, 0 or more.');
  }
  return value;
}

/** A number from 0 to below 1. */
export function shareBelowOne(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1)) {
    throw new InvalidArgumentError('Expected a number from 0 to below 1.');
  }
  return value;
}

/** A share of the training set, above 0 and below 1, or `test`. */
export function shareOrTest(text: string): number | 'test' {
  if (text === 'test') return text;
  const value = Number(text);
  if (!(value > 0 && value < 1)) {
    throw new InvalidArgumentError('Expected a share above 0 and below 1, or test.');
  }
  return value;
}

/** The learning rate over time. */
export function schedule(text: string): DataSchedule {
  try {
    return parseSchedule(text);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new InvalidArgumentError(`${error.message}.`);
  }
}

/** An optimizer, as the text that is one. */
export function optimizer(text: string): string {
  try {
    parseOptimizer(text, 0.1);
    return text;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(`${error.message}.${didYouMean(text, optimizerNames)}`);
  }
}

/** The units of the hidden layers: `5,5`, or `none`. */
export function hiddenLayers(text: string): number[] {
  if (text === 'none') return [];
  return text.split(',').map((units) => {
    const value = Number(units);
    if (units.trim() === '' || !Number.isSafeInteger(value) || value < 1) {
      throw new InvalidArgumentError(
        'Expected the units of each hidden layer, 1 or more, as in 5,5 (or none).',
      );
    }
    return value;
  });
}

/** `full`, or the number of examples in a batch. */
export function batchSize(text: string): number | 'full' {
  if (text === 'full') return text;
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('Expected "full", or a whole number, 1 or more.');
  }
  return value;
}

/** The deviation of the first weights: a rule by its name, or a number. */
export function initialization(text: string): NamedScheme {
  const rule = rules.find(({ name }) => name === text);
  if (rule) return rule;
  const scale = Number(text);
  if (text.trim() !== '' && scale > 0 && scale < Infinity) {
    return { name: text, scheme: scaled(scale) };
  }
  const names = rules.map(({ name }) => name);
  throw new InvalidArgumentError(
    `Expected ${names.join(', ')} or a positive number.${didYouMean(text, names)}`,
  );
}

const rules: readonly NamedScheme[] = [
  { name: 'normal', scheme: scaled(0.01) },
  { name: 'zeros', scheme: allZeros },
  { name: 'he', scheme: he },
  { name: 'xavier', scheme: xavier },
];

/** One of the given words. */
export const oneOf =
  <Word extends string>(...words: readonly Word[]) =>
  (text: string): Word => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    throw new InvalidArgumentError(`Expected ${words.join(' or ')}.${didYouMean(text, words)}`);
  };

/** The activation of the hidden layers: one name for all, or one for each. */
export function activations(text: string): Activation[] {
  return text.split(',').map(oneActivation);
}

/** An activation by its name. */
export function oneActivation(name: string): Activation {
  try {
    return parseActivation(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(`${error.message}.${didYouMean(name, activationNames)}`);
  }
}

/** One name for both files, or the name in the training file and the name in the test file. */
export function namesInFiles(text: string): NameInFiles {
  const names = text.split(',');
  if (names.length > 2 || names.includes('')) {
    throw new InvalidArgumentError('Expected one name for both files, or two with a comma.');
  }
  return { train: names[0], test: names[names.length - 1] };
}

function didYouMean(text: string, words: readonly string[]): string {
  const nearest = closest(text, words);
  const near = distance(text.toLowerCase(), nearest.toLowerCase()) <= nearest.length / 2;
  return near ? ` Did you mean ${nearest}?` : '';
}
