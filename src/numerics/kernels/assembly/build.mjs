/*
 * Compiles index.ts beside it, and writes it as base64 into ../kernelsWasm.ts, a committed file, so that neither users nor tests need a compiler. `npm run build:kernels`.
 *
 * Not attempted: source maps, a text listing.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMemoryStream, main } from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));

const flags =
  '-O3 --noAssert --runtime stub --importMemory --sharedMemory --maximumMemory 65536 --enable simd --enable threads';

/** The file that is made. */
export const target = fileURLToPath(new URL('../kernelsWasm.ts', import.meta.url));

/** One of the AssemblyScript files here, compiled. */
export async function compile(file) {
  let binary;
  const stderr = createMemoryStream();
  const { error } = await main(
    [file, ...flags.split(' '), '--outFile', 'kernels.wasm', '--baseDir', here],
    {
      stderr,
      writeFile(name, contents) {
        if (name === 'kernels.wasm') binary = contents;
      },
    },
  );
  if (error) throw new Error(`Cannot compile ${file}: ${stderr.toString()}`);
  return binary;
}

/** The text of the file, from the source as it is now. */
export async function kernelsWasmText() {
  return `// Made by assembly/build.mjs from assembly/index.ts.
export const kernelsWasm: string =
  '${Buffer.from(await compile('index.ts')).toString('base64')}';
`;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(target, await kernelsWasmText());
}
