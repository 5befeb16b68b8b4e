import { readError } from './fileErrors.js';

/** What a data set is called, and its shape; (0) where it has none. */
export interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Refuses examples and labels whose shapes do not belong together, before any of it is read.
 *
 * Shapes: x (m, ...), y (m), (m, 1) or (1, m).
 * @throws {DataError} naming the shape found
 */
export function checkShapes(
  path: string,
  { name: nameX, shape: shapeX }: NamedShape,
  { name: nameY, shape: shapeY }: NamedShape,
): void {
  const [m = 1] = shapeX;

  if (shapeX.includes(0)) {
    throw readError(
      path,
      `${nameX} is empty, its shape is ${show(shapeX)}; write it with examples`,
    );
  }
  if (shapeX.length < 2) {
    const expected = 'expected examples along the first axis and features along the others';
    throw readError(path, `${nameX} has the shape ${show(shapeX)}; ${expected}`);
  }
  const labels = shapeY.reduce((product, length) => product * length, 1);
  const isList = shapeY.length === 1 || (shapeY.length === 2 && shapeY.includes(1));
  if (!isList && labels !== 0) {
    throw readError(path, `${nameY} has the shape ${show(shapeY)}; expected one label per example`);
  }
  if (labels !== m) {
    const counts = `${nameX} has ${m} examples but ${nameY} has ${labels} labels`;
    throw readError(path, `${counts}; write one label per example`);
  }
}

function show(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}
