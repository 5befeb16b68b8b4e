/**
 * A hash of texts, never 0: each has its own seed, so that no sender can choose ids that fall together.
 *
 * Source: FNV-1a (Fowler, Noll and Vo), mixed at the end as in MurmurHash3 (Appleby).
 */
export function idHash(seed = Math.floor(Math.random() * 2 ** 32)): (text: string) => number {
  return (text) => {
    let hash = seed;
    for (let i = 0; i < text.length; i++) {
      hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return hash ^ (hash >>> 16) || 1;
  };
}
