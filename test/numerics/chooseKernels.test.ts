import { afterEach, describe, expect, test, vi } from 'vitest';
import { chooseKernels, type KernelChoice } from '../../src/index.js';
import { describeBlas } from '../describeBlas.js';

/** A library that every machine has, and that has no matrix product. */
const anyLibrary: Partial<Record<NodeJS.Platform, string>> = {
  darwin: '/usr/lib/libSystem.B.dylib',
  win32: 'kernel32.dll',
};
const withoutProducts = anyLibrary[process.platform] ?? 'libm.so.6';

/** `chooseKernels` of a process that has not looked for a library yet. */
async function unlooked(): Promise<typeof chooseKernels> {
  vi.resetModules();
  return (await import('../../src/numerics/chooseKernels.js')).chooseKernels;
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.doUnmock('node:module');
});

test('chooseKernels() takes simd and scalar as they are', () => {
  expect(chooseKernels('simd')).toEqual({ kernels: 'simd' });
  expect(chooseKernels('scalar')).toEqual({ kernels: 'scalar' });
});

test('chooseKernels() refuses what is no choice', () => {
  const choice: KernelChoice = JSON.parse('"fast"');
  expect(() => chooseKernels(choice)).toThrow(RangeError);
  expect(() => chooseKernels(choice)).toThrow('"fast"; there are auto, simd, blas, scalar');
});

describeBlas('chooseKernels() where there is a library', () => {
  test.each(['auto', 'blas'] as const)('takes blas for %s, and names the library', (choice) => {
    const { library, ...rest } = chooseKernels(choice);
    expect(rest).toEqual({ kernels: 'blas' });
    expect(library).toMatch(/./);
  });
});

describe.each([
  ['a missing file', '/nowhere/libblas.so', /nowhere/],
  ['a file that is no library', import.meta.filename, /chooseKernels/],
  ['a library without products', withoutProducts, /cblas_dgemm/],
])('chooseKernels() with GRADSTREAM_BLAS naming %s', (_what, file, reason) => {
  test('takes simd for auto and says why', async () => {
    vi.stubEnv('GRADSTREAM_BLAS', file);
    const choose = await unlooked();
    const { kernels, note, library } = choose('auto');
    expect(kernels).toBe('simd');
    expect(library).toBeUndefined();
    expect(note).toMatch(reason);
    expect(note).toMatch(/^Cannot compute with blas: .*; simd kernels instead$/);
  });

  test('throws for blas, and again at the second call', async () => {
    vi.stubEnv('GRADSTREAM_BLAS', file);
    const choose = await unlooked();
    const refusal = expect.objectContaining({
      name: 'LibraryError',
      message: expect.stringMatching(reason),
    });
    expect(() => choose('blas')).toThrow(refusal);
    expect(() => choose('blas')).toThrow(refusal);
  });
});

test('chooseKernels() without koffi takes simd for auto and says what to install', async () => {
  vi.doMock('node:module', () => ({
    createRequire: () => () => {
      throw new Error("Cannot find module 'koffi'\nRequire stack:\n- here");
    },
  }));
  const choose = await unlooked();
  expect(choose('auto')).toEqual({
    kernels: 'simd',
    note: "Cannot compute with blas: the npm package koffi cannot be loaded (Cannot find module 'koffi'); npm install koffi; simd kernels instead",
  });
});

test('chooseKernels() takes scalar when no memory is left for WebAssembly, and says so', () => {
  vi.spyOn(WebAssembly, 'Memory').mockImplementation(function outOfMemory() {
    throw new RangeError('could not allocate memory');
  });
  for (const choice of ['simd', 'auto'] as const) {
    expect(chooseKernels(choice)).toMatchObject({
      kernels: 'scalar',
      note: expect.stringMatching(/memory/),
    });
  }
});
