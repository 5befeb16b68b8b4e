/**
 * A hash of texts, a 32-bit integer and never 0. Each has its own seed, so that a sender cannot know which ids fall
 * together.
 *
 * Source: FNV-1a (Fowler, Noll and Vo), mixed at the end as in MurmurHash3 (Appleby).
 */
export function idHash(seed = Math.random() * 2 ** 32): (text: string) => number {
  const start = seed | 0;
  return (text) => {
    let hash = start;
    for (let i = 0; i < text.length; i++) {
      hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return hash ^ (hash >>> 16) || 1;
  };
}
