import type { Hyperparameter } from '../../schedules/schedule.js';
import { accumulate } from './accumulate.js';
import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import { adamW } from './adamW.js';
import { clipByNorm } from './clipByNorm.js';
import { clipByValue } from './clipByValue.js';
import { gradientDescent } from './gradientDescent.js';
import { maxNorm } from './maxNorm.js';
import { momentum } from './momentum.js';
import type { Optimizer } from './optimizer.js';
import { type OptionKinds, type OptionsOf, parseOptionList } from './optionList.js';
import { rmsProp } from './rmsProp.js';

/** Makes an optimizer out of the text of its options and what else it needs. */
type Make<Given> = (options: string, given: Given) => Optimizer;

function reading<const K extends OptionKinds, Given>(
  owner: string,
  kinds: K,
  make: (options: OptionsOf<K>, given: Given) => Optimizer,
  main?: keyof K & string,
): [owner: string, make: Make<Given>] {
  return [owner, (text, given) => make(parseOptionList(owner, text, kinds, main), given)];
}

const forVelocity = { beta: 'number', weightDecay: 'number' } as const;
const forAdam = {
  beta1: 'number',
  beta2: 'number',
  epsilon: 'number',
  amsgrad: 'boolean',
  weightDecay: 'number',
} as const;
const forRmsProp = {
  beta: 'number',
  epsilon: 'number',
  centered: 'boolean',
  momentum: 'number',
  weightDecay: 'number',
} as const;

const optimizers: ReadonlyMap<string, Make<Hyperparameter>> = new Map([
  reading('gradientDescent', { weightDecay: 'number' }, (own, rate: Hyperparameter) =>
    gradientDescent(rate, own),
  ),
  reading('momentum', forVelocity, (own, rate: Hyperparameter) => momentum(rate, own), 'beta'),
  reading(
    'nesterov',
    forVelocity,
    (own, rate: Hyperparameter) => momentum(rate, { ...own, nesterov: true }),
    'beta',
  ),
  reading('adagrad', { epsilon: 'number', weightDecay: 'number' }, (own, rate: Hyperparameter) =>
    adagrad(rate, own),
  ),
  reading('rmsProp', forRmsProp, (own, rate: Hyperparameter) => rmsProp(rate, own), 'beta'),
  reading('adam', forAdam, (own, rate: Hyperparameter) => adam(rate, own)),
  reading('adamW', forAdam, (own, rate: Hyperparameter) => adamW(rate, own)),
]);

// What has no default is checked by whom it is given to: a limit of nothing is none.
const wrappers: ReadonlyMap<string, Make<Optimizer>> = new Map([
  reading(
    'clipByValue',
    { limit: 'number' },
    ({ limit = Number.NaN }, inner: Optimizer) => clipByValue(limit, inner),
    'limit',
  ),
  reading(
    'clipByNorm',
    { limit: 'number' },
    ({ limit = Number.NaN }, inner: Optimizer) => clipByNorm(limit, inner),
    'limit',
  ),
  reading(
    'accumulate',
    { count: 'number' },
    ({ count = Number.NaN }, inner: Optimizer) => accumulate(count, inner),
    'count',
  ),
  reading(
    'maxNorm',
    { limit: 'number' },
    ({ limit = Number.NaN }, inner: Optimizer) => maxNorm(limit, inner),
    'limit',
  ),
]);

/** The names that `parseOptimizer` knows of what takes steps. */
export const optimizerNames: readonly string[] = [...optimizers.keys()];

/** The names that `parseOptimizer` knows of what stands before an optimizer: clipping and the like. */
export const wrapperNames: readonly string[] = [...wrappers.keys()];

/**
 * The optimizer of a text: `adam`, `adam(beta1: 0.8, amsgrad: true)`, `momentum(0.9)`,
 * `accumulate(4) clipByNorm(1) adamW`.
 *
 * A name, and in parentheses the options that differ from their defaults, as the function of that name has
 * them; `nesterov` is `momentum` with it. The beta of momentum, nesterov and rmsProp, and the number of what
 * stands before an optimizer, may come without their names. Gradients go through from left to right.
 *
 * @param learningRate a positive number, or a function of the iteration (counted from 0)
 * @throws {RangeError} when the text cannot be read, a name is unknown, or an option is out of its range
 * @example
 * describeOptimizer(parseOptimizer('clipByNorm(1) nesterov(0.8)', 0.1)) // => 'clipByNorm(limit: 1) nesterov(beta: 0.8, weightDecay: 0)'
 */
export function parseOptimizer(text: string, learningRate: Hyperparameter): Optimizer {
  const [, name, options = '', rest] = /^\s*(\w+)\s*(?:\(([^()]*)\))?\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined) {
    throw new RangeError(
      `Cannot read the optimizer "${text}": write a name, as adam, or a name with options, as adam(beta1: 0.8)`,
    );
  }
  const wrap = wrappers.get(name);
  if (wrap !== undefined) {
    if (rest === '') throw new RangeError(`An optimizer is missing behind "${text.trim()}"`);
    return wrap(options, parseOptimizer(rest, learningRate));
  }
  const make = optimizers.get(name);
  if (make === undefined) {
    throw new RangeError(
      `Unknown optimizer "${name}"; there are ${optimizerNames.join(', ')}, and before them ` +
        wrapperNames.join(', '),
    );
  }
  if (rest !== '') throw new RangeError(`Cannot read "${rest}" behind the optimizer ${name}`);
  return make(options, learningRate);
}
