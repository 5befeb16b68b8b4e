/**
 * Makes what is asked for, and remembers what was made last: who asks for the same soon gets the same.
 *
 * @param most how many are remembered
 * @example
 * const squareOf = remembering(2);
 * [squareOf(3, () => 9), squareOf(3, () => 0)] // => [9, 9]
 */
export function remembering<V>(most: number): (key: string | number, make: () => V) => V {
  const known = new Map<string | number, V>();
  return (key, make) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make();
    known.set(key, made);
    if (known.size > most) {
      const [oldest] = known.keys();
      known.delete(oldest);
    }
    return made;
  };
}
