import { isUtf8 } from 'node:buffer';

/**
 * An id that came as bytes: two that differ give two texts, where those that are not UTF-8 would be read as the same.
 * undefined where there is none, or an empty one, which says as little.
 *
 * @example
 * [Buffer.from('a-1'), Buffer.of(0xff), Buffer.of(0xfe), Buffer.of(), null].map(idText) // => ['a-1', 'base64:/w==', 'base64:/g==', undefined, undefined]
 */
export function idText(id: string | Uint8Array | null | undefined): string | undefined {
  if (id === undefined || id === null || id.length === 0) return undefined;
  if (typeof id === 'string') return id;
  const bytes = Buffer.from(id.buffer, id.byteOffset, id.byteLength);
  return isUtf8(bytes) ? bytes.toString() : `base64:${bytes.toString('base64')}`;
}
