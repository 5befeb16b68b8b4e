import type { Examples } from './examples.js';
import { dealingOrder, type Fold, foldOf, type PartingOptions } from './fold.js';

/**
 * Holds a share of the examples out, to choose between networks without touching the test set.
 *
 * round(share m) examples are held out, those of the seed; stratified, of each class its share, give or take
 * one. Both parts are copies, in the order of the whole.
 *
 * @param share above 0 and below 1
 * @throws {RangeError} when one of the parts would be empty, or the seed is not an integer from 0 to 2^32 - 1
 * @throws {ShapeError} when values and labels do not belong together
 * @example
 * const examples = { values: Uint8Array.of(5, 6, 7, 8), exampleShape: [1], labels: Uint8Array.of(0, 1, 1, 0), classNames: ['a', 'b'] };
 * holdOut(examples, 0.5).held.labels // => Uint8Array.of(0, 1)
 */
export function holdOut(examples: Examples, share: number, options: PartingOptions = {}): Fold {
  const m = examples.labels.length;
  const count = Math.round(share * m);
  if (!(share > 0 && share < 1 && count >= 1 && count < m)) {
    throw new RangeError(
      `Cannot hold out a share of ${share} of ${m} examples: both parts need one at least`,
    );
  }
  const heldBefore = (turn: number) => Math.floor((turn * count) / m);
  const held = dealingOrder(examples, options).filter(
    (_place, turn) => heldBefore(turn + 1) > heldBefore(turn),
  );
  return foldOf(examples, new Set(held));
}
