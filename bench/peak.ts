import { setTimeout } from 'node:timers/promises';
import type { Precision } from '../src/index.js';

/*
 * The peak of one core under WebAssembly: a loop of multiplications and additions of vectors that stays
 * in registers, as no kernel can do better: SIMD in WebAssembly has 128 bits and no fused multiply-add.
 *
 * The module is written out here, instruction by instruction, so that nothing is between it and the
 * figure but V8.
 */

/** Chains that do not wait for one another: as many as registers hold beside the factor and the term. */
const chains = 12;
/** Rounds of all chains in one turn of the loop. */
const unrolled = 4;

const lanes = { float64: 2, float32: 4 };
const opcodes = {
  float64: { splat: [0xfd, 0x14], add: [0xfd, 0xf0, 0x01], multiply: [0xfd, 0xf2, 0x01] },
  float32: { splat: [0xfd, 0x13], add: [0xfd, 0xe4, 0x01], multiply: [0xfd, 0xe6, 0x01] },
};

interface Exports {
  readonly run: (turns: number) => number;
}

/** The best GFLOP/s of short runs, a multiplication and an addition being two operations a lane. */
export async function measurePeak(precision: Precision): Promise<number> {
  const module = new WebAssembly.Module(moduleFor(precision));
  // It imports nothing: the memory is for the declaration.
  const imports = { env: { memory: new WebAssembly.Memory({ initial: 0 }) } };
  const { run } = new WebAssembly.Instance<Exports>(module, imports).exports;
  const turns = 50_000;
  const operations = turns * unrolled * chains * lanes[precision] * 2;
  let best = 0;
  for (let i = 0; i < 200; i++) {
    // V8 compiles the loop again, better, while it runs; the new code counts from the next call on.
    if (i % 20 === 0) await setTimeout(5);
    const start = performance.now();
    run(turns);
    best = Math.max(best, operations / (performance.now() - start) / 1e6);
  }
  return best;
}

function moduleFor(precision: Precision): Uint8Array<ArrayBuffer> {
  const { splat, add, multiply } = opcodes[precision];
  const [factor, term] = [1 + chains, 2 + chains];
  const get = (local: number) => [0x20, local];
  const set = (local: number) => [0x21, local];
  const constant = (value: number) =>
    precision === 'float64'
      ? [0x44, ...new Uint8Array(Float64Array.of(value).buffer)]
      : [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
  const chain = Array.from({ length: chains }, (_, i) => i + 1);
  const round = chain.flatMap((local) => [
    ...[...get(local), ...get(factor), ...multiply],
    ...[...get(term), ...add, ...set(local)],
  ]);
  const body = [
    ...[0x01, chains + 2, 0x7b], // locals: vectors
    // x = 0.5 x + 1 ends at 2: no overflow, and no numbers so small that they are slow.
    ...[...constant(0.5), ...splat, ...set(factor), ...constant(1), ...splat, ...set(term)],
    ...chain.flatMap((local) => [...constant(local), ...splat, ...set(local)]),
    ...[0x03, 0x40], // loop
    ...Array.from({ length: unrolled }, () => round).flat(),
    ...[...get(0), 0x41, 0x01, 0x6b, 0x22, 0x00, 0x0d, 0x00], // turns -= 1, again while not 0
    0x0b, // end of the loop
    // The sum of all, so that no chain is left out.
    ...chain.flatMap((local, i) => (i === 0 ? get(local) : [...get(local), ...add])),
    ...(precision === 'float64' ? [0xfd, 0x21, 0x00] : [0xfd, 0x1f, 0x00, 0xbb]), // lane 0
    0x0b,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x01, 0x60, 0x01, 0x7f, 0x01, 0x7c]), // a type: i32 to f64
    ...section(3, [0x01, 0x00]), // a function of that type
    ...section(7, [0x01, 0x03, ...Buffer.from('run'), 0x00, 0x00]), // exported
    ...section(10, [0x01, ...unsigned(body.length), ...body]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)];
}
