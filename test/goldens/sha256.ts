import { createHash } from 'node:crypto';

/** SHA-256 of the bytes of an array; numbers are little-endian on every platform Node.js runs on here. */
export function sha256(values: Float64Array | Uint32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}
