import type { Matrix } from './matrix.js';

/** P += scale A. Nothing is read of A when the scale is 0. */
export function addScaledInto(P: Matrix, A: Matrix, scale: number): Matrix {
  if (scale === 0) return P;
  const { values: p } = P;
  const { values: a } = A;
  for (let i = 0; i < p.length; i++) p[i] += scale * a[i];
  return P;
}
