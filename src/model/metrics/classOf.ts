/**
 * The class that a probability of class 1 stands for: 1 from 0.5 on, else 0.
 *
 * @example
 * [0.49, 0.5].map(classOf) // => [0, 1]
 */
export function classOf(probability: number): 0 | 1 {
  return probability >= 0.5 ? 1 : 0;
}
