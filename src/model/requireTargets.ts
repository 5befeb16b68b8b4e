import { ShapeError } from '../errors.js';
import { type Matrix, shapeOf } from '../numerics/matrix.js';

/**
 * Refuses Y that is not of the shape of the output, before loops run over both unchecked.
 *
 * @param name of the output: 'ZL' or 'AL'
 * @throws {ShapeError} when the shapes differ
 */
export function requireTargets(name: string, output: Matrix, Y: Matrix): void {
  if (output.rows === Y.rows && output.cols === Y.cols) return;
  const areClasses = Y.rows === 1 && Y.cols === output.cols;
  const advice = areClasses ? `: of class labels make oneHot(labels, ${output.rows})` : '';
  throw new ShapeError(
    `Cannot compare ${name} (${shapeOf(output)}) with Y (${shapeOf(Y)})${advice}`,
  );
}
