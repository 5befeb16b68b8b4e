import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createRandom, type Matrix } from '../../../src/index.js';
import {
  type BuiltInCurve,
  identityCurve,
  leakyReluCurve,
  reluCurve,
  sigmoidCurve,
  tanhCurve,
} from '../../../src/numerics/curves.js';
import type { Kernels } from '../../../src/numerics/kernels/kernels.js';
import { scalarFloat32 } from '../../../src/numerics/kernels/scalarFloat32.js';
import { scalarFloat64 } from '../../../src/numerics/kernels/scalarFloat64.js';
import { simdKernels } from '../../../src/numerics/kernels/simdKernels.js';
import { scratchBytes } from '../../../src/numerics/kernels/simdProducts.js';

/** What is computed from matrices (n x m) or (n x 1), and the number that comes back, if any. */
interface Entrywise {
  readonly name: string;
  /** The columns of each matrix: all m, or one. */
  readonly shapes: readonly ('all' | 'one')[];
  readonly run: (kernels: Kernels, matrices: readonly Matrix[]) => unknown;
}

const curves: Readonly<Record<string, BuiltInCurve>> = {
  identity: identityCurve,
  relu: reluCurve,
  leakyRelu: leakyReluCurve(0.1),
  sigmoid: sigmoidCurve,
  tanh: tanhCurve,
};

const ofCurves = Object.entries(curves).flatMap(([name, curve]): Entrywise[] => [
  {
    name: `activate() with ${name}`,
    shapes: ['all', 'all'],
    run: (kernels, [A, Z]) => kernels.activate(A, Z, curve),
  },
  {
    name: `addBiasAndActivate() with ${name}`,
    shapes: ['all', 'all', 'one'],
    run: (kernels, [A, Z, b]) => kernels.addBiasAndActivate(A, Z, b, curve),
  },
  {
    name: `activateBackward() with ${name}`,
    shapes: ['all', 'all', 'all', 'all'],
    run: (kernels, [dZ, dA, Z, A]) => kernels.activateBackward(dZ, dA, Z, A, curve),
  },
  {
    name: `activateBackward() with ${name} over dA`,
    shapes: ['all', 'all', 'all'],
    run: (kernels, [dZ, Z, A]) => kernels.activateBackward(dZ, dZ, Z, A, curve),
  },
]);

const all: readonly Entrywise[] = [
  ...ofCurves,
  { name: 'addBias()', shapes: ['all', 'one'], run: (kernels, [Z, b]) => kernels.addBias(Z, b) },
  {
    name: 'combine()',
    shapes: ['all', 'all', 'all'],
    run: (kernels, [C, A, B]) => kernels.combine(C, 0.7, A, -0.03, B),
  },
  {
    name: 'rowMeans()',
    shapes: ['one', 'all'],
    run: (kernels, [means, A]) => kernels.rowMeans(means, A),
  },
  {
    name: 'combine() in place',
    shapes: ['all', 'all'],
    run: (kernels, [P, dP]) => kernels.combine(P, 1, P, -0.03, dP),
  },
  {
    name: 'momentum()',
    shapes: ['all', 'all', 'all'],
    run: (kernels, [P, V, dP]) => kernels.momentum(P, V, dP, 0.03, 0.9),
  },
  {
    name: 'nesterov()',
    shapes: ['all', 'all', 'all'],
    run: (kernels, [P, V, dP]) => kernels.nesterov(P, V, dP, 0.03, 0.9),
  },
  {
    name: 'crossEntropySum()',
    shapes: ['all', 'all'],
    run: (kernels, [Z, Y]) => kernels.crossEntropySum(Z, Y),
  },
];

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
const simd = simdKernels(memory, 0);

const kinds = { float64: Float64Array, float32: Float32Array };
const scalars = { float64: scalarFloat64, float32: scalarFloat32 };
type Precision = keyof typeof kinds;

const GUARD = 4.25;

/**
 * Whether SIMD and scalar kernels leave the same in the same memory, matrices and what lies between
 * them, and give the same number; 0 is not -0, and NaN is NaN.
 */
function agree(
  { shapes, run }: Entrywise,
  precision: Precision,
  [n, m]: readonly [n: number, m: number],
  shift: number,
  next: () => number,
): boolean {
  const Values = kinds[precision];
  const columns = shapes.map((shape) => (shape === 'all' ? m : 1));
  const gap = 8 + shift;
  const length = columns.reduce((sum, cols) => sum + n * cols + gap, gap);
  const ofSimd = new Values(memory.buffer, scratchBytes, length).fill(GUARD);
  const places: { at: number; cols: number }[] = [];
  let at = gap;
  for (const cols of columns) {
    places.push({ at, cols });
    for (let i = 0; i < n * cols; i++) ofSimd[at + i] = next();
    at += n * cols + gap;
  }
  const ofScalar = ofSimd.slice();
  const matricesIn = (values: typeof ofSimd): Matrix[] =>
    places.map((place) => ({
      rows: n,
      cols: place.cols,
      values: values.subarray(place.at, place.at + n * place.cols),
    }));
  const expected = run(scalars[precision], matricesIn(ofScalar));
  const found = run(simd, matricesIn(ofSimd));
  return Object.is(found, expected) && ofSimd.every((x, i) => Object.is(x, ofScalar[i]));
}

const size = fc.integer({ min: 0, max: 70 });
const special = [Number.NaN, Infinity, -Infinity, -0, 0, 1, -1.5, 1e-310, 1e-40, 3e38, 1e308, -800];

const table = all.flatMap((kernel) =>
  (['float64', 'float32'] as const).map((precision) => ({
    name: kernel.name,
    precision,
    kernel,
  })),
);

describe.each(table)('$name in $precision', ({ kernel, precision }) => {
  test('has the bits of the scalar one for sizes up to 70 at any address', () => {
    fc.assert(
      fc.property(
        fc.tuple(size, size),
        fc.integer({ min: 0, max: 3 }),
        fc.nat(1e6),
        (sizes, shift, seed) => {
          const random = createRandom(seed);
          return agree(kernel, precision, sizes, shift, () => 3 * random.normal());
        },
      ),
    );
  });

  test('has the bits of the scalar one for all sizes from 0 to 18', () => {
    const random = createRandom(1);
    for (let n = 0; n < 19; n++) {
      for (let m = 0; m < 19; m++) {
        const same = agree(kernel, precision, [n, m], 1, () => random.normal());
        expect(same, `${n} x ${m}`).toBe(true);
      }
    }
  });

  test('passes NaN, infinities, -0 and subnormals on as the scalar one does', () => {
    fc.assert(
      fc.property(fc.tuple(size, size), fc.nat(1e6), (sizes, seed) => {
        const random = createRandom(seed);
        return agree(kernel, precision, sizes, 0, () =>
          random.uniform() < 0.7
            ? random.normal()
            : special[Math.floor(random.uniform() * special.length)],
        );
      }),
    );
  });
});
