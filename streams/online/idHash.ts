/** FNV's prime, and another odd number, so that the bits of one half tell nothing of those of the other. */
const [MULTIPLIER, OTHER] = [0x01000193, 0x5bd1e995];

/**
 * A hash of texts, 64 bits as two integers of 32, which are written into a target: an array for each is felt. Each has
 * its own seeds, so that a sender cannot know which ids fall together.
 *
 * Source: FNV-1a (Fowler, Noll and Vo), mixed at the end as in MurmurHash3 (Appleby).
 */
export function idHash(): (target: Int32Array, text: string) => void {
  const [seed, other] = crypto.getRandomValues(new Int32Array(2));
  return (target, text) => {
    let [a, b] = [seed, other];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, MULTIPLIER);
      b = Math.imul(b ^ code, OTHER);
    }
    target[0] = mixed(a);
    target[1] = mixed(b);
  };
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
