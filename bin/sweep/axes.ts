import { type Activation, type Draw, integer, logUniform, uniform } from '../../src/index.js';
import {
  batchSize,
  notNegative,
  oneActivation,
  optimizer,
  positiveNumber,
  shareBelowOne,
  wholeNumber,
} from '../parseOptions.js';

/** One configuration of a sweep. */
export interface Trial {
  readonly learningRate: number;
  /** Hidden layers. */
  readonly depth: number;
  /** Units in each of them. */
  readonly width: number;
  readonly activation: Activation;
  readonly iterations: number;
  readonly batchSize: number | 'full';
  /** As text, in the place of momentum unless it is plain gradient descent. */
  readonly optimizer: string;
  readonly momentum: number;
  readonly l2: number;
  readonly l1: number;
  /** Share of hidden units. */
  readonly dropout: number;
}

export type AxisName = keyof Trial;

/** The optimizer that leaves the word to momentum. */
export const plainDescent = 'gradientDescent';

/** A hyperparameter that can be swept over: how it is given, drawn, shown and drawn as a picture. */
export interface Axis<Value> {
  /** In tables and pictures. */
  readonly title: string;
  readonly flags: string;
  readonly about: string;
  readonly parse: (text: string) => Value;
  /** Values between the ends of a range; none where there is nothing between two values. */
  readonly between?: (from: Value, to: Value) => Draw<Value>;
  readonly show: (value: Value) => string;
  /** What says something else about the same thing. */
  readonly conflicts?: AxisName;
  /** How values lie along the axis of a picture. */
  readonly scale: 'linear' | 'logarithmic' | 'words';
}

/** All that can be swept over; in a grid the last one changes fastest. */
export const axes: { readonly [Name in AxisName]: Axis<Trial[Name]> } = {
  learningRate: {
    title: 'learning rate',
    flags: '--learning-rate <rates>',
    about: 'sizes of a step',
    parse: positiveNumber,
    between: (from, to) => rounded(logUniform(from, to)),
    show: String,
    scale: 'logarithmic',
  },
  depth: {
    title: 'depth',
    flags: '--depth <layers>',
    about: 'numbers of hidden layers',
    parse: wholeNumber(1),
    between: integer,
    show: String,
    scale: 'linear',
  },
  width: {
    title: 'width',
    flags: '--width <units>',
    about: 'units in each hidden layer',
    parse: wholeNumber(1),
    between: integer,
    show: String,
    scale: 'linear',
  },
  activation: {
    title: 'activation',
    flags: '--activation <names>',
    about: 'of all hidden layers: relu, tanh, sigmoid, leakyRelu, leakyRelu:0.2, identity',
    parse: oneActivation,
    show: ({ name }) => name,
    scale: 'words',
  },
  iterations: {
    title: 'iterations',
    flags: '--iterations <counts>',
    about: 'numbers of updates',
    parse: wholeNumber(1),
    between: integer,
    show: String,
    scale: 'linear',
  },
  batchSize: {
    title: 'batch size',
    flags: '--batch-size <sizes>',
    about: 'examples in an update, or full',
    parse: batchSize,
    show: String,
    scale: 'words',
  },
  optimizer: {
    title: 'optimizer',
    flags: '--optimizer <texts>',
    about: 'as in gradstream train: nesterov,adam,clipByNorm(1) rmsProp',
    parse: optimizer,
    conflicts: 'momentum',
    show: String,
    scale: 'words',
  },
  momentum: {
    title: 'momentum',
    flags: '--momentum <betas>',
    about: 'shares of the last step that go on, from 0 to below 1',
    parse: shareBelowOne,
    between: (from, to) => rounded(uniform(from, to)),
    show: String,
    scale: 'linear',
  },
  l2: {
    title: 'l2',
    flags: '--l2 <strengths>',
    about: 'strengths of the penalty on squared weights',
    parse: notNegative,
    between: (from, to) => rounded(logUniform(from, to)),
    show: String,
    scale: 'logarithmic',
  },
  l1: {
    title: 'l1',
    flags: '--l1 <strengths>',
    about: 'strengths of the penalty on absolute weights',
    parse: notNegative,
    between: (from, to) => rounded(logUniform(from, to)),
    show: String,
    scale: 'logarithmic',
  },
  dropout: {
    title: 'dropout',
    flags: '--dropout <shares>',
    about: 'shares of hidden units, dropped while training',
    parse: shareBelowOne,
    between: (from, to) => rounded(uniform(from, to)),
    show: String,
    scale: 'linear',
  },
};

export const axisNames = Object.keys(axes).filter((name): name is AxisName => name in axes);

/** A value of a trial, in words. */
export function shown(name: AxisName, trial: Trial): string {
  return inWords(axes, trial, name);
}

/** Generic, so that the axis and the value are known to be of one type. */
function inWords<Name extends AxisName>(
  all: { readonly [Each in Name]: Axis<Trial[Each]> },
  trial: Pick<Trial, Name>,
  name: Name,
): string {
  return all[name].show(trial[name]);
}

/** To three digits: nobody wants to read or type more, and what is shown is what is trained. */
function rounded(draw: Draw<number>): Draw<number> {
  return (random) => Number(draw(random).toPrecision(3));
}
