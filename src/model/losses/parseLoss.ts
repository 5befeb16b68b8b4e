import { binaryCrossEntropy } from './binaryCrossEntropy.js';
import { categoricalCrossEntropy } from './categoricalCrossEntropy.js';
import type { Loss } from './loss.js';
import { meanSquaredError } from './meanSquaredError.js';

const byName: ReadonlyMap<string, Loss> = new Map(
  [binaryCrossEntropy, categoricalCrossEntropy, meanSquaredError].map((loss) => [loss.name, loss]),
);

/** The names that `parseLoss` knows. */
export const lossNames: readonly string[] = [...byName.keys()];

/**
 * The loss of a name.
 *
 * @throws {RangeError} when the name is unknown
 * @example
 * parseLoss('meanSquaredError').output.name // => 'identity'
 */
export function parseLoss(name: string): Loss {
  const known = byName.get(name);
  if (known) return known;
  throw new RangeError(`Unknown loss "${name}"; there are ${lossNames.join(', ')}`);
}
