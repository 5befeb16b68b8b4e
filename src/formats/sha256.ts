import { webcrypto } from 'node:crypto';

/**
 * SHA-256 in hexadecimal digits, computed on another thread, so that a large file does not hold up the
 * event loop.
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  // The other thread is not given memory that is shared already.
  const own = bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);
  const digest = await webcrypto.subtle.digest('SHA-256', own);
  return Buffer.from(digest).toString('hex');
}
