import { describe } from 'vitest';
import { LibraryError } from '../src/errors.js';
import { systemBlas } from '../src/numerics/kernels/blas/systemBlas.js';

/** `describe` for tests that need a BLAS; skipped with one line on a machine that has none. */
export function describeBlas(name: string, body: () => void): void {
  const reason = reasonForNone();
  if (reason !== undefined) console.log(`Skipped "${name}": ${reason}`);
  describe.skipIf(reason !== undefined)(name, body);
}

function reasonForNone(): string | undefined {
  try {
    systemBlas();
    return undefined;
  } catch (error) {
    if (error instanceof LibraryError) return error.message;
    throw error;
  }
}
