import type { Matrix } from '../../numerics/matrix.js';
import { DrawnColumns } from './drawnColumns.js';

/**
 * Says why the first layer cannot be in Gram form, where that was asked for.
 *
 * @throws {TypeError} when `X` is a batch that was drawn with firstLayer: 'gram'
 */
export function refuseGram(X: Matrix, reason: string): void {
  if (X instanceof DrawnColumns && X.span.firstLayer === 'gram') throw gramRefused(reason);
}

/** The error that says so. */
export function gramRefused(reason: string): TypeError {
  return new TypeError(
    `Cannot train the first layer in Gram form: ${reason}. Take firstLayer: 'auto' or 'dense'`,
  );
}
