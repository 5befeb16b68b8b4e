import { type Activation, identity, leakyRelu, relu, sigmoid, tanh } from './activations.js';

const byName: ReadonlyMap<string, Activation> = new Map(
  [sigmoid, tanh, relu, leakyRelu(), identity].map((activation) => [activation.name, activation]),
);

/** The names that `parseActivation` knows. */
export const activationNames: readonly string[] = [...byName.keys()];

/**
 * The activation of a name; `leakyRelu:0.2` sets the slope.
 *
 * @throws {RangeError} when the name is unknown or the slope is out of range
 * @example
 * parseActivation('leakyRelu:0.2').value(-1) // => -0.2
 */
export function parseActivation(name: string): Activation {
  const known = byName.get(name);
  if (known) return known;
  const slope = /^leakyRelu:(\S+)$/.exec(name)?.[1];
  if (slope !== undefined) return leakyRelu(Number(slope));
  throw new RangeError(`Unknown activation "${name}"; there are ${activationNames.join(', ')}`);
}
