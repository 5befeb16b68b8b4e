import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createRandom, type Matrix, matrix, zeros } from '../../../src/index.js';
import { createArena } from '../../../src/numerics/arena.js';
import { byteMatrix } from '../../../src/numerics/byteMatrix.js';
import { instantiateKernels } from '../../../src/numerics/kernels/instantiateKernels.js';
import { simdKernels } from '../../../src/numerics/kernels/simdKernels.js';
import { bytesOfPanels, scratchBytes } from '../../../src/numerics/kernels/simdProducts.js';
import { Threads } from '../../../src/numerics/kernels/threads/threads.js';
import {
  multiplyInto,
  multiplyTransposedInto,
  transposedMultiplyInto,
} from '../../../src/numerics/products.js';
import { randomMatrix } from '../../model/randomMatrix.js';
import { roundedProduct } from './roundedProducts.js';

type Sizes = readonly [n: number, k: number, m: number];
type Values = Float64Array | Float32Array;

const kinds = { F64: Float64Array, F32: Float32Array };

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
const simd = instantiateKernels(memory, 0);

const multiply = {
  stored: ([n, k, m]: Sizes) => ({ A: [n, k], B: [k, m] }) as const,
  float64: (C: Matrix, A: Matrix, B: Matrix) => multiplyInto(C, A, B),
  float32: (sizes: Sizes, a: Float32Array, b: Float32Array) =>
    roundedProduct(
      sizes,
      { values: a, row: sizes[1], col: 1 },
      { values: b, row: sizes[2], col: 1 },
    ),
};

/** Each product: how its factors are stored, its two kernels, and their two specifications. */
const products = {
  multiply,
  multiplyPanels: multiply,
  multiplyTransposed: {
    stored: ([n, k, m]: Sizes) => ({ A: [n, k], B: [m, k] }) as const,
    float64: (C: Matrix, A: Matrix, B: Matrix, scale: number) =>
      multiplyTransposedInto(C, A, B, scale),
    float32: (sizes: Sizes, a: Float32Array, b: Float32Array, scale: number) =>
      roundedProduct(
        sizes,
        { values: a, row: sizes[1], col: 1 },
        { values: b, row: 1, col: sizes[1] },
        scale,
      ),
  },
  transposedMultiply: {
    stored: ([n, k, m]: Sizes) => ({ A: [k, n], B: [k, m] }) as const,
    float64: (C: Matrix, A: Matrix, B: Matrix) => transposedMultiplyInto(C, A, B),
    float32: (sizes: Sizes, a: Float32Array, b: Float32Array) =>
      roundedProduct(
        sizes,
        { values: a, row: 1, col: sizes[0] },
        { values: b, row: sizes[2], col: 1 },
      ),
  },
};

type Name = keyof typeof products;
const names: readonly Name[] = [
  'multiply',
  'multiplyPanels',
  'multiplyTransposed',
  'transposedMultiply',
];

/** What the kernel leaves in C, having checked that it wrote nowhere else. */
function run(name: Name, sizes: Sizes, a: Values, b: Values, scale: number, shift = 0): Values {
  const [n, k, m] = sizes;
  const bytes = a.BYTES_PER_ELEMENT;
  const guard = 64 + shift * bytes;
  const memoryBytes = new Uint8Array(memory.buffer);
  const atA = scratchBytes + guard;
  const atB = atA + a.byteLength + guard;
  const atC = atB + b.byteLength + guard;
  const atPanels = atC + n * m * bytes + guard;
  const panels = name === 'multiplyPanels' ? bytesOfPanels(k, m, bytes) : 0;
  const end = atPanels + panels + guard;
  memoryBytes.fill(0xff, 0, end);
  memoryBytes.set(new Uint8Array(a.buffer, a.byteOffset, a.byteLength), atA);
  memoryBytes.set(new Uint8Array(b.buffer, b.byteOffset, b.byteLength), atB);
  const before = memoryBytes.slice(scratchBytes, end);
  const precision = a instanceof Float64Array ? 'F64' : 'F32';
  if (name === 'multiplyTransposed') {
    simd[`${name}${precision}`](atC, atA, atB, n, k, m, scale);
  } else if (name === 'multiplyPanels') {
    simd[`layOut${precision}`](atPanels, atB, k, m);
    simd[`multiplyPanels${precision}`](atC, atA, atPanels, n, k, m);
  } else {
    simd[`${name}${precision}`](atC, atA, atB, n, k, m);
  }
  const after = memoryBytes.slice(scratchBytes, end);
  const from = atC - scratchBytes;
  const c = after.slice(from, from + n * m * bytes);
  for (const [at, length] of [
    [from, n * m * bytes],
    [atPanels - scratchBytes, panels],
  ]) {
    after.set(before.subarray(at, at + length), at);
  }
  if (Buffer.compare(before, after) !== 0) throw new Error(`${name} wrote outside C`);
  return a instanceof Float64Array ? new Float64Array(c.buffer) : new Float32Array(c.buffer);
}

/** The first entry in which the kernel and its specification differ (0 is not -0), or -1. */
function differsAt(name: Name, sizes: Sizes, a: Values, b: Values, scale = 1, shift = 0): number {
  const { stored, float64, float32 } = products[name];
  const c = run(name, sizes, a, b, scale, shift);
  let expected: Values;
  if (a instanceof Float32Array && b instanceof Float32Array) {
    expected = float32(sizes, a, b, scale);
  } else {
    const { A, B } = stored(sizes);
    expected = new Float64Array(c.length);
    float64(
      { rows: sizes[0], cols: sizes[2], values: expected },
      { rows: A[0], cols: A[1], values: a },
      { rows: B[0], cols: B[1], values: b },
      scale,
    );
  }
  return c.findIndex((x, i) => !Object.is(x, expected[i]));
}

type Kind = (typeof kinds)['F64' | 'F32'];

function fill(kind: Kind, length: number, next: () => number): Values {
  const values = new kind(length);
  for (let i = 0; i < length; i++) values[i] = next();
  return values;
}

function normals(kind: Kind, length: number, seed: number): Values {
  const random = createRandom(seed);
  return fill(kind, length, () => random.normal());
}

const table = names.flatMap((name) =>
  Object.entries(kinds).map(([suffix, kind]) => ({ kernel: `${name}${suffix}`, name, kind })),
);
const size = fc.integer({ min: 0, max: 70 });
const scales = fc.constantFrom(1, 1 / 209, -0.3, 0);
const special = [Number.NaN, Infinity, -Infinity, -0, 0, 1, -1.5, 1e-310, 1e-40, 3e38, 1e308];

describe.each(table)('$kernel()', ({ name, kind }) => {
  test('has the bits of its specification for sizes up to 70 at any address', () => {
    fc.assert(
      fc.property(
        fc.tuple(size, size, size),
        scales,
        fc.integer({ min: 0, max: 7 }),
        fc.nat(1e6),
        (sizes, scale, shift, seed) => {
          const [n, k, m] = sizes;
          const a = normals(kind, n * k, seed);
          const b = normals(kind, k * m, seed + 1);
          return differsAt(name, sizes, a, b, scale, shift) === -1;
        },
      ),
      { numRuns: 300 },
    );
  });

  test('has the bits of its specification for all sizes from 0 to 9', () => {
    for (let n = 0; n < 10; n++) {
      for (let k = 0; k < 10; k++) {
        for (let m = 0; m < 10; m++) {
          const at = differsAt(
            name,
            [n, k, m],
            normals(kind, n * k, 1),
            normals(kind, k * m, 2),
            1 / 3,
          );
          expect(at, `${n}, ${k}, ${m}`).toBe(-1);
        }
      }
    }
  });

  // Beyond the blocks of rows, of steps and of touched panels.
  test.each<Sizes>([
    [5, 700, 33],
    [3, 513, 9],
    [4, 209, 301],
    [81, 257, 17],
    [166, 600, 10],
    [96, 64, 13],
  ])('has the bits of its specification across blocks: %i, %i, %i', (n, k, m) => {
    const a = normals(kind, n * k, 1);
    const b = normals(kind, k * m, 2);
    expect(differsAt(name, [n, k, m], a, b, 0.1, 1)).toBe(-1);
  });

  test('passes NaN, infinities, -0 and subnormals on as its specification does', () => {
    const small = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(fc.tuple(small, small, small), fc.nat(1e6), (sizes, seed) => {
        const [n, k, m] = sizes;
        const random = createRandom(seed);
        const pick = () =>
          random.uniform() < 0.8
            ? random.normal()
            : special[Math.floor(random.uniform() * special.length)];
        const a = fill(kind, n * k, pick);
        const b = fill(kind, k * m, pick);
        return differsAt(name, sizes, a, b) === -1;
      }),
    );
  });
});

test.each(['float64', 'float32'] as const)(
  'A^T A in %s has the bits of its specification, though half of it is a mirror image',
  (precision) => {
    const arena = createArena();
    for (const [k, n] of [
      [1, 1],
      [7, 5],
      [13, 79],
      [40, 80],
      [300, 81],
      [9, 200],
    ]) {
      const A = randomMatrix(k, n, k + n, precision);
      const placed = arena.place(A);
      const C = arena.zeros(n, n, precision);
      C.values.fill(Number.NaN);
      arena.kernels.transposedMultiply(C, placed, placed);
      expect(C.values).toEqual(transposedMultiplyInto(zeros(n, n, precision), A, A).values);
    }
  },
);

describe('multiplyBy()', () => {
  const B = randomMatrix(209, 209, 1);
  const A = randomMatrix(5, 209, 2);
  const expected = multiplyInto(zeros(5, 209), A, B).values;

  test('multiplies as multiply() does, A of more rows than it was told of too', () => {
    const { kernels, place, zeros: make } = createArena('simd', { threads: 1 });
    const timesB = kernels.multiplyBy(place(B), 5);
    const C = make(5, 209, 'float64');
    timesB(C, place(A));
    expect(C.values).toEqual(expected);
    const [many, target] = [randomMatrix(90, 209, 3), make(90, 209, 'float64')];
    timesB(target, place(many));
    expect(target.values).toEqual(multiplyInto(zeros(90, 209), many, B).values);
  });

  test.each([
    ['the memory is full', undefined, [53 * 32 * 209]],
    ['threads share the product', 2, []],
  ])('does without panels where %s', (_, threads, expectedSizes) => {
    const full = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
    const inMemory = ({ rows, cols, values }: Matrix, at: number) => {
      const copy = new Float64Array(full.buffer, at, rows * cols);
      copy.set(values);
      return { rows, cols, values: copy };
    };
    const asked: number[] = [];
    const reserve = (bytes: number) => {
      asked.push(bytes);
      return undefined;
    };
    const kernels = simdKernels(full, 0, {
      reserve,
      ...(threads && {
        threads: new Threads({
          memory: full,
          scratch: 0,
          reserve: () => undefined,
          threads,
          leastWork: 1,
        }),
      }),
    });
    const [placedB, placedA, C] = [B, A, zeros(5, 209)].map((M, i) => inMemory(M, (1 + i) << 19));
    kernels.multiplyBy(placedB, 5)(C, placedA);
    expect(C.values).toEqual(expected);
    expect(asked).toEqual(expectedSizes);
  });

  test('lays B out once, however many multiply by it', () => {
    const room = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
    const asked: number[] = [];
    const reserve = (bytes: number) => {
      asked.push(bytes);
      return 1 << 21;
    };
    const kernels = simdKernels(room, 0, { reserve });
    const values = new Float64Array(room.buffer, 1 << 20, 12);
    const placed = { rows: 3, cols: 4, values };
    for (const rows of [1, 2]) kernels.multiplyBy(placed, rows);
    expect(asked).toEqual([3 * 32]);
  });

  test('does without panels where B are bytes', () => {
    const pixels = Uint8Array.of(0, 1, 2, 3, 4, 255);
    const bytes = byteMatrix(3, 2, pixels, { divisor: 255, precision: 'float64' });
    const { kernels, place, zeros: make } = createArena('simd', { threads: 1 });
    const C = make(1, 2, 'float64');
    kernels.multiplyBy(place(bytes), 1)(C, place(matrix([[1, 10, 100]])));
    expect(C.values).toEqual(multiplyInto(zeros(1, 2), matrix([[1, 10, 100]]), bytes).values);
  });
});

test('instantiateKernels() works in a memory that grows afterwards', () => {
  const growing = new WebAssembly.Memory({ initial: 4, maximum: 65536, shared: true });
  const { multiplyF64 } = instantiateKernels(growing, 0);
  growing.grow(4);
  const at = 7 * 65536;
  const values = new Float64Array(growing.buffer, at, 3);
  values.set([0, 2, 3]);
  multiplyF64(at, at + 8, at + 16, 1, 1, 1);
  expect(values[0]).toBe(6);
});

test('instantiateKernels() refuses a memory that is not shared', () => {
  expect(() => instantiateKernels(new WebAssembly.Memory({ initial: 4 }), 0)).toThrow(
    WebAssembly.LinkError,
  );
});
