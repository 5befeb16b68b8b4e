/*
 * The matrix products of the jobs, and a few squares: GFLOP/s of each set of kernels beside OpenBLAS
 * called from NumPy, and the share of what the machine can do at most.
 *
 * There are two such peaks, because they are different machines: one core under WebAssembly, with 128
 * bits and no fused multiply-add (peak.ts); and all cores in native code, for which a large product of
 * OpenBLAS stands. K = X^T X counts as a full product, although BLAS computes half of it.
 */
import { setTimeout } from 'node:timers/promises';
import { createRandom, type Matrix, type Precision, zeros } from '../src/index.js';
import {
  multiplyInto,
  multiplyTransposedInto,
  transposedMultiplyInto,
} from '../src/numerics/products.js';
import { type Block, interleave } from './interleave.js';
import { arenaFor, fastSets, type KernelSet, scalarSet } from './kernelSets.js';
import { rounds } from './options.js';
import { measurePeak } from './peak.js';
import { type Peer, startPeer } from './peer.js';
import { median } from './statistics.js';
import { printValue, say } from './table.js';

/** A product into C (n x m) over k; the names are those of BLAS-like calls in products.ts. */
interface Product {
  readonly what: string;
  readonly name: 'multiply' | 'multiplyTransposed' | 'transposedMultiply';
  readonly n: number;
  readonly k: number;
  readonly m: number;
}

const products: Product[] = [
  { what: 'cats, Gram: alpha K', name: 'multiply', n: 5, k: 209, m: 209 },
  { what: 'cats: W2 A1', name: 'multiply', n: 5, k: 5, m: 209 },
  { what: 'cats: dZ2 A1^T', name: 'multiplyTransposed', n: 5, k: 209, m: 5 },
  { what: 'cats: W2^T dZ2', name: 'transposedMultiply', n: 5, k: 5, m: 209 },
  { what: 'cats, Gram, once: K = X^T X', name: 'transposedMultiply', n: 209, k: 12288, m: 209 },
  { what: 'cats, dense: W1 X', name: 'multiply', n: 5, k: 12288, m: 209 },
  { what: 'cats, dense: dZ1 X^T', name: 'multiplyTransposed', n: 5, k: 209, m: 12288 },
  { what: 'minibatch: W1 X', name: 'multiply', n: 512, k: 784, m: 128 },
  { what: 'minibatch: W2 A1', name: 'multiply', n: 256, k: 512, m: 128 },
  { what: 'minibatch: W3 A2', name: 'multiply', n: 10, k: 256, m: 128 },
  { what: 'minibatch: dZ1 X^T', name: 'multiplyTransposed', n: 512, k: 128, m: 784 },
  { what: 'minibatch: dZ2 A1^T', name: 'multiplyTransposed', n: 256, k: 128, m: 512 },
  { what: 'minibatch: W2^T dZ2', name: 'transposedMultiply', n: 512, k: 256, m: 128 },
  ...[64, 128, 256, 512, 1024].map((size): Product => {
    return { what: 'square', name: 'multiply', n: size, k: size, m: size };
  }),
];

/** Milliseconds that a block should take, if one product does not take longer. */
const blockMs = 10;
/** Above so many operations the scalar kernels, which take seconds, are left out. */
const scalarLimit = 2 ** 29;
const pause = 20;
/** From so many operations on, sharing wins in either precision. */
const sharedFrom = 2 ** 22;
/** Runs of a large product until the threads of an arena have been started, and attend. */
const threadsWarmUp = 60;
const threadsStartMs = 100;

const peer = await startPeer('kernels', 'numpy', ['numpyProducts.py']);
try {
  await compare(peer);
} finally {
  await peer?.end();
}

async function compare(numpy: Peer | undefined): Promise<void> {
  say('kernels: two precisions, about 25 s each');
  const sets = fastSets('kernels');
  for (const precision of ['float64', 'float32'] as const) {
    const peaks = {
      webAssembly: await measurePeak(precision),
      native: numpy ? await nativePeak(numpy, precision) : Number.NaN,
    };
    const shown = (gflops: number) => `${gflops.toFixed(1)} GFLOP/s`;
    const row = (what: string, value: string) =>
      printValue('kernels', `${precision}: ${what}`, value);
    row('peak, one core under WebAssembly: a loop in registers', shown(peaks.webAssembly));
    if (numpy) row(`peak, native: ${numpy.description}, 1024 x 1024`, shown(peaks.native));
    for (const product of products) {
      const speeds = await speedsOf(product, precision, sets, numpy);
      const cells = speeds.map(({ name, threads, gflops }) => {
        const peak = threads === 'native' ? peaks.native : threads * peaks.webAssembly;
        return `${name} ${gflops.toFixed(1)} (${((100 * gflops) / peak).toFixed(0)} %)`;
      });
      const { what, n, k, m } = product;
      row(`${what}, ${n} x ${k} x ${m}`, `${cells.join('; ')} GFLOP/s`);
    }
  }
}

/** What OpenBLAS reaches with all of its threads on a product that is large enough for them. */
async function nativePeak(numpy: Peer, precision: Precision): Promise<number> {
  const size = 1024;
  const times: number[] = [];
  for (let i = 0; i < rounds(10); i++) {
    await setTimeout(pause);
    const [ms] = await numpy.ask('multiply', precision, size, size, size, 2);
    times.push(ms / 2);
  }
  return (2 * size ** 3) / Math.min(...times) / 1e6;
}

interface Contender {
  readonly name: string;
  /** How many threads it takes under WebAssembly. */
  readonly threads: number | 'native';
  /** Computes the product so many times, and gives the milliseconds. */
  readonly time: (count: number) => Promise<number>;
}

interface Speed extends Pick<Contender, 'name' | 'threads'> {
  readonly gflops: number;
}

/** Medians of blocks that take turns. */
async function speedsOf(
  product: Product,
  precision: Precision,
  sets: readonly KernelSet[],
  numpy: Peer | undefined,
): Promise<Speed[]> {
  const { name, n, k, m } = product;
  const operations = 2 * n * k * m;
  const all = operations <= scalarLimit ? [scalarSet, ...sets] : sets;
  const contenders = all
    .filter(({ threads }) => threads === 1 || operations > sharedFrom)
    .map(
      (set): Contender => ({
        name: set.name.replace(/ kernels.*(?=, \d+ thread)| kernels/, ''),
        threads: set.kernels === 'blas' ? 'native' : set.threads,
        time: timing(product, precision, set),
      }),
    );
  if (numpy) {
    const time = async (count: number) => {
      const [ms] = await numpy.ask(name, precision, n, k, m, count);
      return ms;
    };
    contenders.push({ name: 'OpenBLAS from NumPy', threads: 'native', time });
  }
  const blocks: Block[] = [];
  for (const { time } of contenders) {
    await time(operations > sharedFrom && operations < 2 ** 28 ? threadsWarmUp : 1);
    await setTimeout(threadsStartMs);
    const count = Math.max(1, Math.round(blockMs / ((await time(3)) / 3)));
    blocks.push(async () => (await time(count)) / count);
  }
  const times = await interleave(blocks, {
    warmUp: 1,
    rounds: rounds(5),
    between: () => setTimeout(pause),
  });
  return contenders.map((contender, i) => ({
    ...contender,
    gflops: operations / median(times[i]) / 1e6,
  }));
}

/** What computes the product so many times, and gives the milliseconds. */
function timing(
  { name, n, k, m }: Product,
  precision: Precision,
  { kernels, threads }: KernelSet,
): (count: number) => Promise<number> {
  const arena = arenaFor(kernels, { threads });
  const place = (matrix: Matrix) => arena?.place(matrix) ?? matrix;
  const random = createRandom(1);
  const normals = (rows: number, cols: number): Matrix => {
    const matrix = zeros(rows, cols, precision);
    for (let i = 0; i < matrix.values.length; i++) matrix.values[i] = random.normal();
    return place(matrix);
  };
  const A = name === 'transposedMultiply' ? normals(k, n) : normals(n, k);
  // As for K = X^T X, where it is a matrix with itself.
  const same = name === 'transposedMultiply' && n === m;
  const B = same ? A : name === 'multiplyTransposed' ? normals(m, k) : normals(k, m);
  const C = place(zeros(n, m, precision));
  const multiply = {
    multiply: multiplyInto,
    multiplyTransposed: multiplyTransposedInto,
    transposedMultiply: transposedMultiplyInto,
  }[name];
  return async (count) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) multiply(C, A, B);
    return performance.now() - start;
  };
}
