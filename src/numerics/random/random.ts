import { mersenneTwister } from './mersenneTwister.js';
import { preciseLog } from './preciseLog.js';

/** A seeded source of randomness, passed to whatever needs it; each call moves it on. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** An integer in 0..max, both included, each equally likely; `max` up to 2^32 - 1. */
  integer(max: number): number;
  /** Shuffles `values` in place, each order equally likely, and returns it. */
  shuffle<T extends { length: number; [index: number]: number }>(values: T): T;
}

/**
 * The generator of NumPy's `np.random.seed(seed)`: the same seed gives the same numbers as
 * `np.random.rand`, `randn` and `permutation`, so that a published run can be repeated.
 *
 * @param seed integer from 0 to 2^32 - 1
 * @throws {RangeError} when the seed is not such an integer
 * @example
 * createRandom(1).uniform() // => 0.417022004702574
 * @example
 * createRandom(1).normal() // => 1.6243453636632417
 * Source: NumPy's legacy `RandomState`; normals by Marsaglia's polar method, shuffles by Fisher-Yates.
 */
export function createRandom(seed: number): Random {
  requireSeed(seed);
  const nextWord = mersenneTwister(seed);
  let spareNormal: number | undefined;

  function uniform(): number {
    const high = nextWord() >>> 5;
    const low = nextWord() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  function normal(): number {
    if (spareNormal !== undefined) {
      const spare = spareNormal;
      spareNormal = undefined;
      return spare;
    }
    let a: number;
    let b: number;
    let r2: number;
    do {
      a = 2 * uniform() - 1;
      b = 2 * uniform() - 1;
      r2 = a * a + b * b;
    } while (r2 >= 1 || r2 === 0);
    const f = Math.sqrt((-2 * preciseLog(r2)) / r2);
    spareNormal = f * a;
    return f * b;
  }

  // Masked rejection: draw as many bits as `max` has until the number is in range.
  function integer(max: number): number {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    let value: number;
    do value = (nextWord() & mask) >>> 0;
    while (value > max);
    return value;
  }

  function shuffle<T extends { length: number; [index: number]: number }>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = integer(i);
      const moved = values[i];
      values[i] = values[j];
      values[j] = moved;
    }
    return values;
  }

  return { uniform, normal, integer, shuffle };
}

/**
 * The numbers 0..n-1 in an order drawn from `random`, as `np.random.permutation(n)`.
 *
 * @example
 * permutation(5, createRandom(0)) // => Uint32Array.of(2, 0, 1, 3, 4)
 */
export function permutation(n: number, random: Random): Uint32Array<ArrayBuffer> {
  return random.shuffle(Uint32Array.from({ length: n }, (_, i) => i));
}

/**
 * Refuses what cannot seed a generator.
 *
 * @throws {RangeError} when the seed is not an integer from 0 to 2^32 - 1
 */
export function requireSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`A seed is an integer from 0 to 4294967295; found ${seed}`);
  }
}
