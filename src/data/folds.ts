import type { Examples } from './examples.js';
import { dealingOrder, type Fold, foldOf, type PartingOptions } from './fold.js';

/**
 * The folds of a cross-validation: every example is held out exactly once.
 *
 *   m = 6, k = 3    held: a b . . . .   . . c d . .   . . . . e f     in an order drawn from the seed
 *                   train: the others
 *
 * Folds differ by at most one example in size and, stratified, in the count of each class. Both parts of a
 * fold are copies, in the order of the whole.
 *
 * @param k number of folds: from 2 to the number of examples; stratified, to that of the rarest class
 * @throws {RangeError} when k is not such a number, or the seed not an integer from 0 to 2^32 - 1
 * @throws {ShapeError} when values and labels do not belong together
 * @example
 * const examples = { values: Uint8Array.of(5, 6, 7, 8), exampleShape: [1], labels: Uint8Array.of(0, 1, 1, 0), classNames: ['a', 'b'] };
 * foldsOf(examples, 2).map(({ held }) => held.labels) // => [Uint8Array.of(1, 0), Uint8Array.of(0, 1)]
 */
export function foldsOf(examples: Examples, k: number, options: PartingOptions = {}): Fold[] {
  requireFolds(examples, k, options);
  const order = dealingOrder(examples, options);
  return Array.from({ length: k }, (_, fold) =>
    foldOf(examples, new Set(order.filter((_place, turn) => turn % k === fold))),
  );
}

function requireFolds(
  { labels, classNames }: Examples,
  k: number,
  { stratified = true }: PartingOptions,
): void {
  const m = labels.length;
  if (!Number.isInteger(k) || k < 2 || k > m) {
    throw new RangeError(`Cannot make ${k} folds of ${m} examples: take from 2 to ${m}`);
  }
  if (!stratified) return;
  for (const label of new Set(labels)) {
    const count = labels.filter((other) => other === label).length;
    if (count < k) {
      throw new RangeError(
        `Cannot give each of ${k} folds its share of class ${classNames[label] ?? label}, which has ` +
          `${count} examples: take fewer folds, or { stratified: false }`,
      );
    }
  }
}
