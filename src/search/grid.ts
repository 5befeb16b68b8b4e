/** The values to try of each hyperparameter, by its name. */
export type Axes = Readonly<Record<string, readonly unknown[]>>;

/** One value of each. */
export type GridPoint<A extends Axes> = { readonly [Name in keyof A]: A[Name][number] };

/**
 * Every combination of the values, in the order of nested loops: the last hyperparameter changes fastest.
 *
 * @throws {RangeError} when a hyperparameter has no values
 * @example
 * grid({ learningRate: [0.1, 0.3], units: [5, 7] }).map(({ learningRate, units }) => [learningRate, units]) // => [[0.1, 5], [0.1, 7], [0.3, 5], [0.3, 7]]
 */
export function grid<const A extends Axes>(axes: A): GridPoint<A>[];
export function grid(axes: Axes): Record<string, unknown>[] {
  const names = Object.keys(axes);
  const empty = names.find((name) => axes[name].length === 0);
  if (empty !== undefined) {
    throw new RangeError(`Cannot make a grid: ${empty} has no values; give one at least`);
  }
  return names.reduce<Record<string, unknown>[]>(
    (points, name) =>
      points.flatMap((point) => axes[name].map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}
