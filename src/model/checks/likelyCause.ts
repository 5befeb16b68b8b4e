import type { Matrix } from '../../numerics/matrix.js';
import type { Watched } from './check.js';

/** What to look at first when the cost is not finite. */
export function likelyCause({
  index,
  X,
  network: { parameters },
}: Pick<Watched, 'index' | 'X' | 'network'>): string {
  if (!allFinite(X)) return 'the batch has a feature that is not a finite number';
  if (index === 0) return 'the first weights, or the features, are too large';
  const overflown = parameters.W.findIndex((W, l) => !allFinite(W) || !allFinite(parameters.b[l]));
  return overflown === -1
    ? `the activations overflowed: ${TOO_LARGE}`
    : `the parameters of layer ${overflown} overflowed: ${TOO_LARGE}`;
}

const TOO_LARGE = 'the learning rate, or momentum or L2, is too large';

function allFinite({ values }: Matrix): boolean {
  return values.every(Number.isFinite);
}
