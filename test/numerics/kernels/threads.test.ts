import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { fc } from '@fast-check/vitest';
import { afterEach, describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/index.js';
import { createArena } from '../../../src/numerics/arena.js';
import { instantiateKernels } from '../../../src/numerics/kernels/instantiateKernels.js';
import {
  type Multiply,
  type SimdProducts,
  scratchBytes,
} from '../../../src/numerics/kernels/simdProducts.js';
import { countThreads } from '../../../src/numerics/kernels/threads/countThreads.js';
import { shareProducts } from '../../../src/numerics/kernels/threads/shareProducts.js';
import { Threads } from '../../../src/numerics/kernels/threads/threads.js';

/** The workers of the test that runs. */
const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

const MEGABYTE = 2 ** 20;

/** Products in a memory of their own, shared among `count` threads however small they are. */
function team(count: number, options: { leastWork?: number; patienceMs?: number } = {}) {
  const memory = new WebAssembly.Memory({ initial: 512, maximum: 1024, shared: true });
  let free = scratchBytes;
  const reserve = (bytes: number) => {
    const start = free;
    free += bytes;
    return start;
  };
  const threads = new Threads({
    ...{ memory, scratch: 0, reserve, threads: count, leastWork: 0 },
    ...options,
  });
  const alone = instantiateKernels(memory, 0);
  return { memory, threads, alone, shared: shareProducts(alone, threads) };
}

type Team = ReturnType<typeof team>;

/** A team whose threads all attend: started by a product, and waited for. */
async function attendingTeam(count: number, options?: { patienceMs?: number }): Promise<Team> {
  const one = team(count, options);
  one.shared.multiplyF64(24 * MEGABYTE, 8 * MEGABYTE, 16 * MEGABYTE, 64, 1, 64);
  while (one.threads.ready < count) await turn();
  return one;
}

type Sizes = readonly [n: number, k: number, m: number];

type Call = (set: SimdProducts, c: number, a: number, b: number, ...sizes: Sizes) => void;

const TABLE = 7 * MEGABYTE;
const SCALE = -0.3;

/** Every product that may be shared; bytes stand for the numbers of TABLE. */
const products: Record<string, Call> = {
  multiplyF64: (set, ...operands) => set.multiplyF64(...operands),
  multiplyTransposedF64: (set, ...operands) => set.multiplyTransposedF64(...operands, SCALE),
  transposedMultiplyF64: (set, ...operands) => set.transposedMultiplyF64(...operands),
  multiplyBytesF64: (set, ...operands) => set.multiplyBytesF64(...operands, TABLE),
  multiplyBytesTransposedF64: (set, ...operands) =>
    set.multiplyBytesTransposedF64(...operands, SCALE, TABLE),
  multiplyF32: (set, ...operands) => set.multiplyF32(...operands),
  multiplyTransposedF32: (set, ...operands) => set.multiplyTransposedF32(...operands, SCALE),
  transposedMultiplyF32: (set, ...operands) => set.transposedMultiplyF32(...operands),
  multiplyBytesF32: (set, ...operands) => set.multiplyBytesF32(...operands, TABLE),
  multiplyBytesTransposedF32: (set, ...operands) =>
    set.multiplyBytesTransposedF32(...operands, SCALE, TABLE),
};

/** Whether a product leaves the same bits in C alone and shared, and writes nothing behind C. */
function sameBits({ memory, alone, shared }: Team, name: string, [n, k, m]: Sizes): boolean {
  const Values = name.endsWith('F64') ? Float64Array : Float32Array;
  const random = createRandom(n + k + m);
  const put = (at: number, length: number) => {
    const values = new Values(memory.buffer, at, length);
    for (let i = 0; i < length; i++) values[i] = random.normal();
    return at;
  };
  const a = put(8 * MEGABYTE, n * k);
  const b = put(16 * MEGABYTE, k * m); // as bytes, they are bytes as good as any
  put(TABLE, 256);
  const [expected, found] = [alone, shared].map((set) => {
    const c = new Uint8Array(memory.buffer, 24 * MEGABYTE, (n * m + 1) * Values.BYTES_PER_ELEMENT);
    c.fill(0xff);
    products[name](set, c.byteOffset, a, b, n, k, m);
    return Buffer.from(c);
  });
  return expected.equals(found);
}

describe.each([1, 2, 3])('in %i threads', (count) => {
  test('every product has the bits that it has alone, whatever its shape', async () => {
    const one = await attendingTeam(count);
    const size = fc.integer({ min: 0, max: 150 });
    const names = fc.constantFrom(...Object.keys(products));
    fc.assert(
      fc.property(names, fc.tuple(size, size, size), (name, sizes) => sameBits(one, name, sizes)),
      { numRuns: 400 },
    );
    expect(one.threads.ready).toBe(count);
  });

  // Few rows, few columns, several blocks of rows and of steps, pieces of one row, an empty sum.
  test.each<Sizes>([
    [5, 700, 209],
    [2, 40, 1000],
    [1, 1, 500],
    [700, 300, 3],
    [500, 1, 1],
    [330, 520, 41],
    [9, 64, 9],
    [100, 0, 100],
  ])('every product of %i, %i, %i has the bits that it has alone', async (...sizes) => {
    const one = await attendingTeam(count);
    for (const name of Object.keys(products)) expect(sameBits(one, name, sizes), name).toBe(true);
  });
});

test('a product is right before the other threads are ready, and does not wait for them', async () => {
  const one = team(3);
  let first = true;
  while (one.threads.ready < 3) {
    expect(sameBits(one, 'multiplyF64', [90, 50, 90])).toBe(true);
    if (first) expect(one.threads.ready).toBe(1);
    first = false;
    await turn();
  }
});

test('workers are started for large products, when there have been enough of them', async () => {
  const { shared } = team(3, { leastWork: 2 * 20 ** 3 });
  const started = async (count: number, size: number, multiply: Multiply) => {
    for (let i = 0; i < count; i++) {
      multiply(24 * MEGABYTE, 8 * MEGABYTE, 16 * MEGABYTE, size, size, size);
    }
    await turn();
    return workers.length;
  };
  expect(await started(600, 19, shared.multiplyF64)).toBe(0);
  expect(await started(600, 25, shared.multiplyF32)).toBe(0);
  expect(await started(255, 20, shared.multiplyF64)).toBe(0);
  expect(await started(1, 20, shared.multiplyF64)).toBe(2);
});

test('no worker is started for one thread', async () => {
  team(1).shared.multiplyF64(24 * MEGABYTE, 8 * MEGABYTE, 16 * MEGABYTE, 90, 90, 90);
  await turn();
  expect(workers).toHaveLength(0);
});

test('workers find what lies where the memory has grown', async () => {
  const { memory, threads, shared } = await attendingTeam(2);
  const at = memory.buffer.byteLength;
  memory.grow(100);
  const values = new Float64Array(memory.buffer, at, 3 * 300 * 300);
  values.fill(1, 0, 2 * 300 * 300);
  for (let round = 0; round < 20; round++) {
    shared.multiplyF64(at + 2 * 720_000, at, at + 720_000, 300, 300, 300);
    expect(values.subarray(2 * 300 * 300).every((sum) => sum === 300)).toBe(true);
    values.fill(0, 2 * 300 * 300);
  }
  expect(threads.ready).toBe(2);
});

test('a worker that has ended is not waited for', async () => {
  const one = await attendingTeam(2);
  await workers[0].terminate();
  expect(sameBits(one, 'multiplyF64', [90, 50, 90])).toBe(true);
});

test('a piece that does not come back is computed, and nothing is shared any more', async () => {
  const one = await attendingTeam(2, { patienceMs: 50 });
  await once(thief(one), 'message');
  // The thief claims as soon as there is something to claim; it may be too late for a piece or two.
  while (one.threads.ready > 1) {
    expect(sameBits(one, 'multiplyF64', [300, 300, 300])).toBe(true);
  }
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  expect(sameBits(one, 'multiplyF64', [90, 50, 90])).toBe(true);
});

/** A worker that says when it begins to lie in wait, claims one piece, and ends. */
function thief({ memory }: Team): Worker {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const unclaimed = new Int32Array(workerData, ${scratchBytes}, 1);
    parentPort.postMessage('ready');
    for (;;) {
      const left = Atomics.load(unclaimed, 0);
      if (left > 0 && Atomics.compareExchange(unclaimed, 0, left, left - 1) === left) break;
    }`;
  return new Worker(code, { eval: true, execArgv: [], workerData: memory.buffer });
}

describe('countThreads()', () => {
  test('takes as many as there are cores, up to 8', () => {
    expect(countThreads('auto')).toBe(Math.min(8, availableParallelism()));
    expect(countThreads(128)).toBe(128);
  });

  test.each([0, -1, 1.5, 129, Number.NaN, Infinity])('refuses %d', (count) => {
    expect(() => countThreads(count)).toThrow(RangeError);
    expect(() => createArena('simd', { threads: count })).toThrow(RangeError);
  });
});

test('threads end when they are told to, and the products are computed alone from then on', async () => {
  const one = await attendingTeam(2);
  const ended = workers.map((worker) => once(worker, 'exit'));
  one.threads.dismiss();
  await Promise.all(ended);
  expect(one.threads.ready).toBe(1);
  expect(sameBits(one, 'multiplyF64', [70, 30, 50])).toBe(true);
});

describe('a process of its own', () => {
  const script = fileURLToPath(new URL('threadsChild.mjs', import.meta.url));
  const run = async (kind: string, ...flags: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, kind]);
    return stdout;
  };

  test('ends by itself while its workers are idle', async () => {
    expect(await run('idle')).toBe('2 ready\n');
  });

  test('ends its workers when their arena is collected', async () => {
    expect(await run('collect', '--expose-gc')).toBe('2 ready\n2 ended\n');
  });

  test('computes alone when it may not start workers', async () => {
    const flag = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    expect(await run('forbidden', '--no-warnings', flag, '--allow-fs-read=*')).toBe('alone\n');
  });
});
