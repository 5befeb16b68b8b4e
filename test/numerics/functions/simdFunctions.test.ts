import { fc } from '@fast-check/vitest';
import { beforeAll, describe, expect, test } from 'vitest';
import { exp } from '../../../src/numerics/functions/exp.js';
import { log } from '../../../src/numerics/functions/log.js';
import { sigmoid } from '../../../src/numerics/functions/sigmoid.js';
import { softplusTail } from '../../../src/numerics/functions/softplusTail.js';
import { tanh } from '../../../src/numerics/functions/tanh.js';
import { functionGoldens } from '../../goldens/functions.js';

/** Writes f of `count` numbers at `from`, two at a time, to the address `to`. */
type ArrayFunction = (to: number, from: number, count: number) => void;
type ArrayFunctions = Record<`${Name}F64`, ArrayFunction>;

const scalar = { exp, log, sigmoid, softplusTail, tanh };
type Name = keyof typeof scalar;
const names: readonly Name[] = ['exp', 'log', 'sigmoid', 'softplusTail', 'tanh'];

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
let simd: ArrayFunctions;

beforeAll(async () => {
  // A computed name, since the script is JavaScript without types.
  const script = new URL('../../../src/numerics/kernels/assembly/build.mjs', import.meta.url).href;
  const { compile }: { compile: (file: string) => Promise<Uint8Array> } = await import(script);
  const module = new WebAssembly.Module(await compile('functionArrays.ts'));
  simd = new WebAssembly.Instance<ArrayFunctions>(module, { env: { memory } }).exports;
});

/** The first of the numbers for which the two differ, if any; 0 is not -0, and NaN is NaN. */
function differsFor(name: Name, numbers: ArrayLike<number>): number | undefined {
  const count = numbers.length + (numbers.length % 2);
  const from = new Float64Array(memory.buffer, 64, count);
  const to = new Float64Array(memory.buffer, 64 + 8 * count, count);
  from.set(numbers);
  simd[`${name}F64`](to.byteOffset, from.byteOffset, count);
  const f = scalar[name];
  return Array.from(numbers).find((x, i) => !Object.is(to[i], f(x)));
}

const edges = [0, 5e-324, 2 ** -1022, 0.5, Math.SQRT1_2, Math.LN2 / 2, 1, Math.SQRT2, 2, Math.E, 40]
  .concat([80, 708.4, 709.782712893384, 710, 744.9, 745.2, 746, 747, 1e308, Infinity])
  .flatMap((x) => [x, x - 2 ** -53 * x, x + 2 ** -52 * x])
  .flatMap((x) => [x, -x]);

describe.each(names)('%s() two at a time', (name) => {
  test('has the bits of the one at a time for any pattern of bits', () => {
    fc.assert(
      fc.property(
        fc.bigInt64Array({ minLength: 500, maxLength: 500 }),
        (bits) => differsFor(name, new Float64Array(bits.buffer)) === undefined,
      ),
    );
  });

  test('has the same bits on a dense sweep', () => {
    for (const range of [2e-3, 2, 45, 800]) {
      const numbers = Float64Array.from({ length: 100_000 }, (_, i) => (i / 50_000 - 1) * range);
      expect(differsFor(name, numbers)).toBe(undefined);
    }
  });

  test('has the same bits at the edges and on the goldens', () => {
    const numbers = [...edges, Number.NaN, ...functionGoldens[name].map(([x]) => x)];
    expect(differsFor(name, numbers)).toBe(undefined);
  });
});
