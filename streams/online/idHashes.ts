/** A hash of texts, a 32-bit integer. */
export type IdHash = (text: string) => number;

/** The prime of FNV, and another odd number, so that the bits of one hash tell nothing of those of the other. */
const MULTIPLIERS = [0x01000193, 0x5bd1e995] as const;

/**
 * Two hashes of texts, 64 bits together. They have their own seeds each time, so that a sender cannot know which ids
 * fall together.
 *
 * Source: FNV-1a (Fowler, Noll and Vo), mixed at the end as in MurmurHash3 (Appleby).
 */
export function idHashes(): readonly [low: IdHash, high: IdHash] {
  const [low, high] = MULTIPLIERS;
  return [idHash(low), idHash(high)];
}

function idHash(multiplier: number): IdHash {
  const seed = (Math.random() * 2 ** 32) | 0;
  return (text) => {
    let hash = seed;
    for (let i = 0; i < text.length; i++) {
      hash = Math.imul(hash ^ text.charCodeAt(i), multiplier);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return hash ^ (hash >>> 16);
  };
}
