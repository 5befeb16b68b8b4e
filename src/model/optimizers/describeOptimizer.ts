import type { Optimizer } from './optimizer.js';

/**
 * An optimizer as text, with all its options, for the configuration of a run: `parseOptimizer` makes it again.
 *
 * The learning rate is no part of it. Two that are described alike take the same steps, if they come from this
 * package.
 *
 * @example
 * describeOptimizer(clipByNorm(1, momentum(0.1))) // => 'clipByNorm(limit: 1) momentum(beta: 0.9, weightDecay: 0)'
 */
export function describeOptimizer({ name, options = {}, inner }: Optimizer): string {
  const listed = Object.entries(options).map(([option, value]) => `${option}: ${value}`);
  const own = listed.length === 0 ? name : `${name}(${listed.join(', ')})`;
  return inner === undefined ? own : `${own} ${describeOptimizer(inner)}`;
}
