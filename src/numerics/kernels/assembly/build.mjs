/*
 * Compiles index.ts beside it, and writes it as base64 into ../productsWasm.ts, a committed file, so that neither users nor tests need a compiler. `npm run build:kernels`.
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
export const target = fileURLToPath(new URL('../productsWasm.ts', import.meta.url));

/** The text of the file, from the source as it is now. */
export async function productsWasmText() {
  let binary;
  const stderr = createMemoryStream();
  const { error } = await main(
    ['index.ts', ...flags.split(' '), '--outFile', 'products.wasm', '--baseDir', here],
    {
      stderr,
      writeFile(name, contents) {
        if (name === 'products.wasm') binary = contents;
      },
    },
  );
  if (error) throw new Error(`Cannot compile the kernels: ${stderr.toString()}`);
  return `// Made by assembly/build.mjs from assembly/.
export const productsWasm: string =
  '${Buffer.from(binary).toString('base64')}';
`;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(target, await productsWasmText());
}
