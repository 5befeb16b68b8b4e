import { InvalidArgumentError } from 'commander';
import { choice, type Draw } from '../../src/index.js';
import { type Axis, type AxisName, axes, type Trial } from './axes.js';

/** What may be tried along an axis. */
export interface Choice<Value> {
  /** As given, or as it is by default: for people. */
  readonly text: string;
  /** The values of a list; undefined for a range. */
  readonly values: readonly Value[] | undefined;
  readonly draw: Draw<Value>;
}

/** What may be tried along each axis. */
export type Choices = { readonly [Name in AxisName]: Choice<Trial[Name]> };

/** From the text of an option, `0.01,0.03` or `0.001..0.1`, to what may be tried. */
export function choiceOf<Name extends AxisName>(name: Name, text: string): Choice<Trial[Name]> {
  const axis: Axis<Trial[Name]> = axes[name];
  const ends = text.split('..');
  if (ends.length === 2) return { text, values: undefined, draw: drawBetween(axis, ends) };
  const values = text.split(commas).map(axis.parse);
  const words = values.map(axis.show);
  const twice = words.find((word, i) => words.indexOf(word) !== i);
  if (twice !== undefined) throw new InvalidArgumentError(`It names ${twice} twice.`);
  return { text, values, draw: choice(values) };
}

/** Those that are not in parentheses: optimizers have options. */
const commas = /,\s*(?![^(]*\))/;

/** The only thing to try. */
export function only<Name extends AxisName>(name: Name, value: Trial[Name]): Choice<Trial[Name]> {
  return { text: axes[name].show(value), values: [value], draw: () => value };
}

function drawBetween<Value>({ title, parse, between }: Axis<Value>, ends: string[]): Draw<Value> {
  if (between === undefined) {
    throw new InvalidArgumentError(`There is no range of ${title}: give a list with commas.`);
  }
  const [from, to] = ends.map(parse);
  try {
    return between(from, to);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(`${error.message}.`);
  }
}
