import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kernelsWasm } from '../../../src/numerics/kernels/kernelsWasm.js';
import { scratchBytes } from '../../../src/numerics/kernels/simdProducts.js';

const built = new WebAssembly.Module(Buffer.from(kernelsWasm, 'base64'));

test('kernelsWasm is what assembly/index.ts compiles to', async () => {
  // A computed name, since the script is JavaScript without types.
  const script = new URL('../../../src/numerics/kernels/assembly/build.mjs', import.meta.url).href;
  const { kernelsWasmText, target }: BuildScript = await import(script);
  // A string and not a diff: the file is one long line.
  expect((await kernelsWasmText()) === readFileSync(target, 'utf8')).toBe(true);
});

test('kernelsWasm imports a memory and nothing else', () => {
  expect(WebAssembly.Module.imports(built)).toEqual([
    { module: 'env', name: 'memory', kind: 'memory' },
  ]);
});

test('kernelsWasm writes nothing into its memory on its own', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const instance = new WebAssembly.Instance(built, { env: { memory } });
  expect(instance.exports).toMatchObject({ scratchBytes: { value: scratchBytes } });
  expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
});

interface BuildScript {
  readonly kernelsWasmText: () => Promise<string>;
  readonly target: string;
}
