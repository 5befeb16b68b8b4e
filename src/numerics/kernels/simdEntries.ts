/*
 * What assembly/entries.ts exports: the arithmetic entry by entry, for matrices that live in one
 * WebAssembly memory, given by their byte addresses. Nothing is checked.
 */

/** Z += b for Z (rows x cols). */
export type AddBias = (z: number, b: number, rows: number, cols: number) => void;

/** Z += b, unless b is 0, and A = g(Z); `code` and `slope` are those of a `BuiltInCurve`. */
export type Activate = (
  a: number,
  z: number,
  b: number,
  rows: number,
  cols: number,
  code: number,
  slope: number,
) => void;

/** dZ = dA * g'(Z). */
export type ActivateBackward = (
  dz: number,
  da: number,
  z: number,
  a: number,
  count: number,
  code: number,
  slope: number,
) => void;

/** The mean of each row of A (rows x cols). */
export type RowMeans = (means: number, a: number, rows: number, cols: number) => void;

/** C (n x m) = the columns of A at the m places at `columns`, for A^T at `a`. */
export type GatherColumns = (c: number, a: number, columns: number, n: number, m: number) => void;

/** C = x A + y B. */
export type Combine = (
  c: number,
  x: number,
  a: number,
  y: number,
  b: number,
  count: number,
) => void;

/** V = beta V + dP, then P -= rate V, or P -= rate (dP + beta V) when `ahead` is 1. */
export type Momentum = (
  p: number,
  v: number,
  dp: number,
  count: number,
  rate: number,
  beta: number,
  ahead: 0 | 1,
) => void;

/** sum(max(z, 0) - y z + log(1 + e^-|z|)). */
export type CrossEntropySum = (z: number, y: number, count: number) => number;

/** The arithmetic entry by entry in one memory. */
export interface SimdEntries {
  readonly addBiasF64: AddBias;
  readonly addBiasF32: AddBias;
  readonly activateF64: Activate;
  readonly activateF32: Activate;
  readonly activateBackwardF64: ActivateBackward;
  readonly activateBackwardF32: ActivateBackward;
  readonly rowMeansF64: RowMeans;
  readonly rowMeansF32: RowMeans;
  readonly gatherColumnsF64: GatherColumns;
  readonly gatherColumnsF32: GatherColumns;
  readonly combineF64: Combine;
  readonly combineF32: Combine;
  readonly momentumF64: Momentum;
  readonly momentumF32: Momentum;
  readonly crossEntropySumF64: CrossEntropySum;
  readonly crossEntropySumF32: CrossEntropySum;
}
