import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { productsWasm } from '../../../src/numerics/kernels/productsWasm.js';
import { scratchBytes } from '../../../src/numerics/kernels/simdProducts.js';

const built = new WebAssembly.Module(Buffer.from(productsWasm, 'base64'));

test('productsWasm is what assembly/index.ts compiles to', async () => {
  // A computed name, since the script is JavaScript without types.
  const script = new URL('../../../src/numerics/kernels/assembly/build.mjs', import.meta.url).href;
  const { productsWasmText, target }: BuildScript = await import(script);
  // A string and not a diff: the file is one long line.
  expect((await productsWasmText()) === readFileSync(target, 'utf8')).toBe(true);
});

test('productsWasm imports a memory and nothing else', () => {
  expect(WebAssembly.Module.imports(built)).toEqual([
    { module: 'env', name: 'memory', kind: 'memory' },
  ]);
});

test('productsWasm writes nothing into its memory on its own', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const instance = new WebAssembly.Instance(built, { env: { memory } });
  expect(instance.exports).toMatchObject({ scratchBytes: { value: scratchBytes } });
  expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
});

interface BuildScript {
  readonly productsWasmText: () => Promise<string>;
  readonly target: string;
}
