import { fc } from '@fast-check/vitest';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createRandom,
  type Matrix,
  type Precision,
  type Values,
  zeros,
} from '../../../../src/index.js';
import { type Arena, createArena } from '../../../../src/numerics/arena.js';
import { blasProducts, type Products } from '../../../../src/numerics/kernels/blas/blasProducts.js';
import { systemBlas } from '../../../../src/numerics/kernels/blas/systemBlas.js';
import { scalarFloat32 } from '../../../../src/numerics/kernels/scalarFloat32.js';
import { scalarFloat64 } from '../../../../src/numerics/kernels/scalarFloat64.js';
import { describeBlas } from '../../../describeBlas.js';

type Sizes = readonly [n: number, k: number, m: number];

/** Each product: the shapes of its factors, and how it is called. */
const products = {
  multiply: {
    shapes: ([n, k, m]: Sizes) => ({ A: [n, k], B: [k, m] }) as const,
    compute: (set: Products, C: Matrix, A: Matrix, B: Matrix, _scale: number) =>
      set.multiply(C, A, B),
  },
  multiplyTransposed: {
    shapes: ([n, k, m]: Sizes) => ({ A: [n, k], B: [m, k] }) as const,
    compute: (set: Products, C: Matrix, A: Matrix, B: Matrix, scale: number) =>
      set.multiplyTransposed(C, A, B, scale),
  },
  transposedMultiply: {
    shapes: ([n, k, m]: Sizes) => ({ A: [k, n], B: [k, m] }) as const,
    compute: (set: Products, C: Matrix, A: Matrix, B: Matrix, _scale: number) =>
      set.transposedMultiply(C, A, B),
  },
};

const specifications = { float64: scalarFloat64, float32: scalarFloat32 };
const units = { float64: 2 ** -53, float32: 2 ** -24 };
const table = (['multiply', 'multiplyTransposed', 'transposedMultiply'] as const).flatMap((name) =>
  (['float64', 'float32'] as const).map((precision) => ({ name, precision })),
);

const OUTSIDE = 12345;

describeBlas('blas', () => {
  let arena: Arena;
  let pools: Record<Precision, Values>;

  beforeAll(() => {
    arena = createArena('blas');
    const pool = (precision: Precision) => arena.zeros(1, 450_000, precision).values;
    pools = { float64: pool('float64'), float32: pool('float32') };
  });

  /** A matrix `shift` entries behind a multiple of 64 bytes; around it lies what must not change. */
  function matrixMaker(pool: Values, shift: number) {
    pool.fill(OUTSIDE);
    let next = 64 + shift;
    return ([rows, cols]: readonly [number, number], fill: () => number): Matrix => {
      const values = pool.subarray(next, next + rows * cols);
      for (let i = 0; i < values.length; i++) values[i] = fill();
      next = Math.ceil((next + rows * cols + 32) / 16) * 16 + shift;
      return { rows, cols, values };
    };
  }

  interface Trial {
    readonly sizes: Sizes;
    readonly precision: Precision;
    readonly fill: () => number;
    readonly scale?: number;
    readonly shift?: number;
  }

  /** The first entry that is further from the scalar kernel's than rounding explains, or -1. */
  function differsAt(
    set: Products,
    name: keyof typeof products,
    { sizes, precision, fill, scale = 1, shift = 0 }: Trial,
  ): number {
    const { shapes, compute } = products[name];
    const [n, k, m] = sizes;
    const pool = pools[precision].subarray(0, n * k + k * m + n * m + 500);
    const make = matrixMaker(pool, shift);
    const A = make(shapes(sizes).A, fill);
    const B = make(shapes(sizes).B, fill);
    const C = make([n, m], () => Number.NaN);
    compute(set, C, A, B, scale);
    const touched = A.values.length + B.values.length + n * m;
    let untouched = 0;
    for (const value of pool) if (value === OUTSIDE) untouched++;
    if (untouched !== pool.length - touched) throw new Error(`${name} wrote outside C`);

    const [expected, sizesOfTerms] = [zeros(n, m, precision), zeros(n, m)];
    compute(specifications[precision], expected, A, B, scale);
    compute(scalarFloat64, sizesOfTerms, absolute(A), absolute(B), Math.abs(scale));
    // Twice the bound for a sum of k rounded products in any order: one for each side.
    const bound = 2 * (k + 2) * units[precision];
    return C.values.findIndex((value, i) => {
      const wanted = expected.values[i];
      if (!Number.isFinite(wanted)) return !Object.is(value, wanted);
      return !(Math.abs(value - wanted) <= bound * sizesOfTerms.values[i]);
    });
  }

  describe.each(table)('$name() in $precision', ({ name, precision }) => {
    test('agrees with the scalar kernel to rounding for sizes from 0 to 70 at any address', () => {
      const size = fc.integer({ min: 0, max: 70 });
      const scales = fc.constantFrom(1, 1 / 209, -0.3, 0);
      const property = fc.property(
        fc.tuple(size, size, size),
        scales,
        fc.integer({ min: 0, max: 7 }),
        fc.nat(1e6),
        (sizes, scale, shift, seed) => {
          const trial = { sizes, precision, scale, shift, fill: normals(seed) };
          return differsAt(arena.kernels, name, trial) === -1;
        },
      );
      fc.assert(property, { numRuns: 200 });
    });

    test('agrees by the library alone for sizes from 1 to 20', () => {
      const size = fc.integer({ min: 1, max: 20 });
      const set = blasProducts(systemBlas());
      fc.assert(
        fc.property(fc.tuple(size, size, size), fc.nat(1e6), (sizes, seed) => {
          return differsAt(set, name, { sizes, precision, fill: normals(seed) }) === -1;
        }),
      );
    });

    // Large enough for OpenBLAS to use its threads.
    test.each<Sizes>([
      [128, 300, 130],
      [5, 2000, 209],
      [1, 1000, 64],
    ])('agrees for %i, %i, %i', (...sizes) => {
      const trial = { sizes, precision, scale: 0.1, fill: normals(1) };
      expect(differsAt(arena.kernels, name, trial)).toBe(-1);
    });

    test('passes NaN and infinities on as the scalar kernel does', () => {
      const size = fc.integer({ min: 0, max: 40 });
      const special = [Number.NaN, Infinity, -Infinity, 0, -0, 1];
      const property = fc.property(fc.tuple(size, size, size), fc.nat(1e6), (sizes, seed) => {
        const random = createRandom(seed);
        const fill = () =>
          random.uniform() < 0.97
            ? random.normal()
            : special[Math.floor(random.uniform() * special.length)];
        const trial = { sizes, precision, fill, scale: 0.5 };
        return differsAt(arena.kernels, name, trial) === -1;
      });
      fc.assert(property, { numRuns: 200 });
    });
  });

  test('refuses a matrix that is larger than its values, instead of reading past them', () => {
    const short: Matrix = { rows: 20, cols: 20, values: new Float64Array(399) };
    const whole = zeros(20, 20);
    for (const [C, A, B] of [
      [short, whole, whole],
      [whole, short, whole],
      [whole, whole, short],
    ]) {
      expect(() => arena.kernels.multiply(C, A, B)).toThrow(RangeError);
    }
  });

  test('refuses matrices of different precisions', () => {
    const [float64, float32] = [zeros(20, 20), zeros(20, 20, 'float32')];
    expect(() => arena.kernels.multiply(float64, float32, float64)).toThrow(TypeError);
    expect(() => arena.kernels.multiply(float32, float32, float64)).toThrow(TypeError);
  });

  test('names itself, and its library', () => {
    expect(arena.kernels.name).toBe('blas');
    expect(systemBlas().name).not.toBe('');
  });
});

function normals(seed: number): () => number {
  const random = createRandom(seed);
  return () => random.normal();
}

function absolute({ rows, cols, values }: Matrix): Matrix {
  return { rows, cols, values: Float64Array.from(values, Math.abs) };
}
