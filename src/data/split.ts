import type { Random } from '../numerics/random/random.js';
import { permutation } from '../numerics/random/random.js';
import { type Examples, featureCount, type RawValues } from './examples.js';

/**
 * The examples at the given places, in that order, as a copy.
 *
 * @throws {RangeError} when an index is not that of an example
 * @example
 * selectExamples({ values: Uint8Array.of(7, 8, 9), exampleShape: [1], labels: Uint8Array.of(0, 1, 0), classNames: ['a', 'b'] }, [2, 1]).values // => Uint8Array.of(9, 8)
 */
export function selectExamples(examples: Examples, indices: ArrayLike<number>): Examples {
  const n = featureCount(examples);
  const values = allocateLike(examples.values, indices.length * n);
  const labels = new Uint8Array(indices.length);
  for (let to = 0; to < indices.length; to++) {
    const from = indices[to];
    if (!(from in examples.labels)) {
      throw new RangeError(`There is no example ${from} among ${examples.labels.length}`);
    }
    values.set(examples.values.subarray(from * n, from * n + n), to * n);
    labels[to] = examples.labels[from];
  }
  return { ...examples, values, labels };
}

/**
 * The same examples in an order drawn from `random`.
 *
 * @example
 * shuffleExamples({ values: Uint8Array.of(7, 8, 9), exampleShape: [1], labels: Uint8Array.of(0, 1, 0), classNames: ['a', 'b'] }, createRandom(2)).values // => Uint8Array.of(9, 8, 7)
 */
export function shuffleExamples(examples: Examples, random: Random): Examples {
  return selectExamples(examples, permutation(examples.labels.length, random));
}

/**
 * The first `count` examples, and the rest. Shuffle first unless the order is known to be random.
 *
 * @param count how many go into the first part: from 1 to one less than there are
 * @throws {RangeError} when one of the parts would be empty
 * @example
 * splitExamples({ values: Uint8Array.of(7, 8, 9), exampleShape: [1], labels: Uint8Array.of(0, 1, 0), classNames: ['a', 'b'] }, 2)[1].values // => Uint8Array.of(9)
 */
export function splitExamples(
  examples: Examples,
  count: number,
): readonly [first: Examples, rest: Examples] {
  const m = examples.labels.length;
  if (!Number.isInteger(count) || count < 1 || count >= m) {
    throw new RangeError(`Cannot split ${m} examples into ${count} and the rest: both need one`);
  }
  const all = Array.from({ length: m }, (_, i) => i);
  return [
    selectExamples(examples, all.slice(0, count)),
    selectExamples(examples, all.slice(count)),
  ];
}

function allocateLike(values: RawValues, length: number): RawValues {
  if (values instanceof Uint8Array) return new Uint8Array(length);
  return values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}
