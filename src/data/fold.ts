import { createRandom, permutation } from '../numerics/random/random.js';
import { type Examples, requireWhole } from './examples.js';
import { selectExamples } from './split.js';

/** Examples to learn from, and others to judge by what was learnt. */
export interface Fold {
  readonly train: Examples;
  readonly held: Examples;
}

/** How examples are parted. */
export interface PartingOptions {
  /** Which examples go where: an integer from 0 to 2^32 - 1. Default 1. */
  readonly seed?: number;
  /** Whether both parts have the classes in the shares of the whole, as nearly as counts allow. Default true. */
  readonly stratified?: boolean;
}

/**
 * The places of the examples in an order drawn from the seed; stratified, class after class, so that whoever
 * deals them out evenly gives everybody his share of each.
 */
export function dealingOrder(
  examples: Examples,
  { seed = 1, stratified = true }: PartingOptions,
): Uint32Array {
  requireWhole(examples);
  const { labels } = examples;
  const order = permutation(labels.length, createRandom(seed));
  // Sorting is stable: within a class the order stays the drawn one.
  return stratified ? order.sort((i, j) => labels[i] - labels[j]) : order;
}

/** The fold that holds out the examples at the places of `held`; both parts in the order of the whole. */
export function foldOf(examples: Examples, held: ReadonlySet<number>): Fold {
  const places = Array.from(examples.labels.keys());
  return {
    train: selectExamples(
      examples,
      places.filter((place) => !held.has(place)),
    ),
    held: selectExamples(
      examples,
      places.filter((place) => held.has(place)),
    ),
  };
}
