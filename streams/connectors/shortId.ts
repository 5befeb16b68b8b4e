import { createHash } from 'node:crypto';

/** Ids are remembered by the thousands, and senders choose them. */
const LONGEST_ID = 256;

/** An id, or the digest of its UTF-8 where it is longer than 256 characters. */
export function shortId(id: string): string {
  if (id.length <= LONGEST_ID) return id;
  return `sha256:${createHash('sha256').update(id).digest('hex')}`;
}
