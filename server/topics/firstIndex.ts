/**
 * The first index at which something holds that holds from there on, by halving; `length` where it holds nowhere.
 *
 * @example
 * firstIndex(4, (i) => [1, 3, 5, 7][i] >= 4) // => 2
 */
export function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
