import { LibraryError } from '../../../errors.js';
import { type BlasLibrary, loadKoffi, openBlas } from './blasLibrary.js';
import { requireRightProducts } from './requireRightProducts.js';

let found: BlasLibrary | LibraryError | undefined;

/**
 * The BLAS of this system, opened and tried: OpenBLAS, on macOS Accelerate, or the file that the
 * environment variable GRADSTREAM_BLAS names. It is looked for once, at the first call.
 *
 * @throws {LibraryError} when there is none, or none that computes rightly
 */
export function systemBlas(): BlasLibrary {
  found ??= findBlas();
  if (found instanceof LibraryError) throw found;
  return found;
}

function findBlas(): BlasLibrary | LibraryError {
  let koffi: ReturnType<typeof loadKoffi>;
  try {
    koffi = loadKoffi();
  } catch (error) {
    return failure(
      `the npm package koffi cannot be loaded (${reasonOf(error)}); npm install koffi`,
    );
  }
  const named = process.env.GRADSTREAM_BLAS;
  const { files, advice } = named
    ? { files: [named], advice: 'let GRADSTREAM_BLAS name a library with CBLAS, or unset it' }
    : (places[process.platform] ?? places.linux);
  const reasons = new Set<string>();
  for (const file of files) {
    try {
      const library = openBlas(koffi, file);
      requireRightProducts(library);
      return library;
    } catch (error) {
      reasons.add(reasonOf(error));
    }
  }
  return failure(`looked for ${files.join(', ')} (${[...reasons].join('; ')}); ${advice}`);
}

interface Place {
  readonly files: readonly string[];
  readonly advice: string;
}

/** Names without a folder are searched where the system keeps its libraries. */
const places: { readonly linux: Place } & Readonly<Record<string, Place>> = {
  linux: {
    files: ['libopenblas.so.0', 'libopenblas.so'],
    advice: 'install OpenBLAS (Debian: libopenblas0)',
  },
  darwin: {
    files: ['/System/Library/Frameworks/Accelerate.framework/Accelerate'],
    advice: 'Accelerate should be part of macOS',
  },
  win32: {
    files: ['libopenblas.dll', 'openblas.dll'],
    advice: 'put the folder of libopenblas.dll on the PATH',
  },
};

function failure(reason: string): LibraryError {
  return new LibraryError(`Cannot compute with blas: ${reason}`);
}

/** What an error says, in one line: Node adds its search path to a missing module. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
