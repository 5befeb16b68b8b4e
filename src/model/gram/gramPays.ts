/**
 * How the first layer is trained: 'dense' at full width, 'gram' as combinations of the examples, 'auto'
 * in Gram form where the optimizer allows it and it is less work.
 */
export type FirstLayer = 'auto' | 'gram' | 'dense';

/** What the choice depends on. */
export interface FirstLayerJob {
  /** Features of an example. */
  readonly n: number;
  /** Examples in the training set. */
  readonly m: number;
  /** Units of the first layer. */
  readonly units: number;
  readonly batchSize: number;
  /** Iterations that are left. */
  readonly iterations: number;
}

/**
 * Whether the Gram form of the first layer takes less arithmetic than the dense one.
 *
 * Dense: W1 X and dZ1 X^T, 4 units n batch operations an iteration, and the update, 2 units n. Gram:
 * alpha K, 2 units m batch, the update, 2 units m, and once K = X^T X, 2 n m^2, with W1_0 X, 2 units n m.
 * Half of K is a mirror image of the other, but its products are slower than those of an iteration: counted
 * whole, the crossing comes out where it is measured (`npm run bench -- scaling`).
 * More examples than features never pay: K would be larger than the examples.
 *
 * @example
 * gramPays({ n: 12288, m: 209, units: 5, batchSize: 209, iterations: 3000 }) // => true
 * @example
 * gramPays({ n: 12288, m: 209, units: 5, batchSize: 209, iterations: 10 }) // => false
 */
export function gramPays({ n, m, units, batchSize, iterations }: FirstLayerJob): boolean {
  if (m >= n) return false;
  const dense = 4 * units * n * batchSize + 2 * units * n;
  const gram = 2 * units * m * batchSize + 2 * units * m;
  const once = 2 * n * m * m + 2 * units * n * m;
  return iterations * (dense - gram) > once;
}
