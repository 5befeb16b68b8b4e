import { createRandom } from '../numerics/random/random.js';

/**
 * Puts `order` into the order of an epoch: that of epoch e is the (e+1)-th shuffle of 0..m-1 by
 * `createRandom(seed)`. Going forward is cheap; going back replays the shuffles from the seed.
 */
export function shufflingTo(order: Uint32Array, seed: number): (epoch: number) => void {
  let random = createRandom(seed);
  let current = -1;
  return (epoch) => {
    if (epoch < current) {
      random = createRandom(seed);
      current = -1;
    }
    for (; current < epoch; current++) {
      for (let i = 0; i < order.length; i++) order[i] = i;
      random.shuffle(order);
    }
  };
}
