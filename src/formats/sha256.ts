import { webcrypto } from 'node:crypto';

/**
 * SHA-256 in hexadecimal digits, computed on another thread, so that a large file does not hold up the
 * event loop; only the copy for that thread is made here.
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await webcrypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return Buffer.from(digest).toString('hex');
}
