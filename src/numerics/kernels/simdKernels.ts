import { ByteMatrix } from '../byteMatrix.js';
import type { Matrix } from '../matrix.js';
import { instantiateKernels } from './instantiateKernels.js';
import type { Kernels } from './kernels.js';
import { gatherColumns } from './scalarEntries.js';
import { bytesOfPanels, scratchBytes } from './simdProducts.js';
import { shareProducts } from './threads/shareProducts.js';
import { type Threads, workOf } from './threads/threads.js';

/**
 * Rows of a product of bytes in one call. It is computed once a run, and V8 replaces its first, slow code
 * only between calls: all 209 x 209 of the cat images in one call take 50 ms, in such blocks 20 ms.
 */
const BLOCK = 8;

/** What kernels in WebAssembly may use besides their scratch. */
export interface SimdOptions {
  /** Those of the memory; without them products are computed alone. */
  readonly threads?: Threads;
  /** Gives the address of so many bytes of the memory, for good; undefined when there are none left. */
  readonly reserve?: (bytes: number) => number | undefined;
}

/**
 * Kernels in WebAssembly SIMD, for matrices of one precision that live in `memory`.
 *
 * @param scratch address of `scratchBytes` bytes in `memory` that nothing else uses
 */
export function simdKernels(
  memory: WebAssembly.Memory,
  scratch: number,
  { threads, reserve }: SimdOptions = {},
): Kernels {
  const alone = instantiateKernels(memory, scratch);
  const simd = threads === undefined ? alone : { ...alone, ...shareProducts(alone, threads) };
  // A product overwrites the scratch, and nothing is kept there from one call to the next.
  const places = new Uint32Array(memory.buffer, scratch, scratchBytes / 4);
  const laidOut = new WeakMap<Matrix, number>();

  /** Where B is laid out, once for all that multiply by it; undefined where it cannot be. */
  function panelsOf(B: Matrix): number | undefined {
    const known = laidOut.get(B);
    if (known !== undefined || B instanceof ByteMatrix) return known;
    const { rows: k, cols: m, values } = B;
    const panels = reserve?.(bytesOfPanels(k, m, values.BYTES_PER_ELEMENT));
    if (panels === undefined) return undefined;
    const layOut = isFloat64(B) ? simd.layOutF64 : simd.layOutF32;
    layOut(panels, address(B), k, m);
    laidOut.set(B, panels);
    return panels;
  }

  return {
    name: 'simd',
    multiply(C, A, B) {
      if (B instanceof ByteMatrix) {
        const multiply = isFloat64(C) ? simd.multiplyBytesF64 : simd.multiplyBytesF32;
        multiply(
          address(C),
          address(A),
          B.bytes.byteOffset,
          A.rows,
          A.cols,
          B.cols,
          address(B.table),
        );
        return;
      }
      const multiply = isFloat64(C) ? simd.multiplyF64 : simd.multiplyF32;
      multiply(address(C), address(A), address(B), A.rows, A.cols, B.cols);
    },
    multiplyBy(B, rows) {
      const { rows: k, cols: m } = B;
      const isShared = threads?.isWorthwhile(workOf(rows * k * m, isFloat64(B))) ?? false;
      const panels = isShared ? undefined : panelsOf(B);
      if (panels === undefined) return (C, A) => this.multiply(C, A, B);
      const multiply = isFloat64(B) ? simd.multiplyPanelsF64 : simd.multiplyPanelsF32;
      return (C, A) => multiply(address(C), address(A), panels, A.rows, k, m);
    },
    multiplyTransposed(C, A, B, scale) {
      if (B instanceof ByteMatrix) {
        const multiply = isFloat64(C)
          ? simd.multiplyBytesTransposedF64
          : simd.multiplyBytesTransposedF32;
        multiply(
          address(C),
          address(A),
          B.bytes.byteOffset,
          A.rows,
          A.cols,
          B.rows,
          scale,
          address(B.table),
        );
        return;
      }
      const multiply = isFloat64(C) ? simd.multiplyTransposedF64 : simd.multiplyTransposedF32;
      multiply(address(C), address(A), address(B), A.rows, A.cols, B.rows, scale);
    },
    transposedMultiply(C, A, B) {
      const multiply = isFloat64(C) ? simd.transposedMultiplyF64 : simd.transposedMultiplyF32;
      multiply(address(C), address(A), address(B), A.cols, A.rows, B.cols);
    },
    multiplyBytes(C, A, B) {
      const multiply = isFloat64(C) ? simd.byteProductsF64 : simd.byteProductsF32;
      const divisor = A.divisor * B.divisor;
      for (let from = 0; from < A.cols; from += BLOCK) {
        const to = Math.min(from + BLOCK, A.cols);
        multiply(
          address(C),
          A.bytes.byteOffset,
          B.bytes.byteOffset,
          from,
          to,
          A.rows,
          B.cols,
          divisor,
        );
      }
    },
    gatherColumns(C, transposed, columns) {
      if (C.cols > places.length) {
        gatherColumns(C, transposed, columns);
        return;
      }
      for (let j = 0; j < C.cols; j++) places[j] = columns[j];
      const gather = isFloat64(C) ? simd.gatherColumnsF64 : simd.gatherColumnsF32;
      gather(address(C), address(transposed), scratch, C.rows, C.cols);
    },
    addBias(Z, b) {
      const addBias = isFloat64(Z) ? simd.addBiasF64 : simd.addBiasF32;
      addBias(address(Z), address(b), Z.rows, Z.cols);
    },
    activate(A, Z, { code, slope }) {
      const activate = isFloat64(A) ? simd.activateF64 : simd.activateF32;
      activate(address(A), address(Z), NO_BIAS, Z.rows, Z.cols, code, slope);
    },
    addBiasAndActivate(A, Z, b, { code, slope }) {
      const activate = isFloat64(A) ? simd.activateF64 : simd.activateF32;
      activate(address(A), address(Z), address(b), Z.rows, Z.cols, code, slope);
    },
    activateBackward(dZ, dA, Z, A, { code, slope }) {
      const backward = isFloat64(dZ) ? simd.activateBackwardF64 : simd.activateBackwardF32;
      backward(address(dZ), address(dA), address(Z), address(A), count(dZ), code, slope);
    },
    rowMeans(means, A) {
      const rowMeans = isFloat64(A) ? simd.rowMeansF64 : simd.rowMeansF32;
      rowMeans(address(means), address(A), A.rows, A.cols);
    },
    combine(C, x, A, y, B) {
      const combine = isFloat64(C) ? simd.combineF64 : simd.combineF32;
      combine(address(C), x, address(A), y, address(B), count(C));
    },
    momentum(P, V, dP, rate, beta) {
      const momentum = isFloat64(P) ? simd.momentumF64 : simd.momentumF32;
      momentum(address(P), address(V), address(dP), count(P), rate, beta, 0);
    },
    nesterov(P, V, dP, rate, beta) {
      const momentum = isFloat64(P) ? simd.momentumF64 : simd.momentumF32;
      momentum(address(P), address(V), address(dP), count(P), rate, beta, 1);
    },
    crossEntropySum(Z, Y) {
      const crossEntropySum = isFloat64(Z) ? simd.crossEntropySumF64 : simd.crossEntropySumF32;
      return crossEntropySum(address(Z), address(Y), count(Z));
    },
  };
}

/** The address at which no matrix can lie, since the scratch begins at or before every matrix. */
const NO_BIAS = 0;

function isFloat64({ values }: Matrix): boolean {
  return values instanceof Float64Array;
}

function address({ values }: Matrix): number {
  return values.byteOffset;
}

function count({ rows, cols }: Matrix): number {
  return rows * cols;
}
