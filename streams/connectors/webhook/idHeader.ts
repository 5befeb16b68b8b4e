import type { IncomingMessage } from 'node:http';

/**
 * An id as the value of a header: as it is where it can be; else in quotes, or percent-encoded between them where there
 * are other characters than those of ASCII (a string and a display string of RFC 9651).
 *
 * @example
 * ['a-1', ' a"', '\u00e9'].map(writeId) // => ['a-1', '" a\\""', '%"%c3%a9"']
 */
export function writeId(id: string): string {
  if (/^[!#$&-~](?:[ -~]*[!-~])?$/.test(id)) return id;
  if (/^[ -~]*$/.test(id)) return `"${id.replaceAll(/["\\]/g, '\\$&')}"`;
  const bytes = [...new TextEncoder().encode(id)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).padStart(2, '0')}`,
  );
  return `%"${bytes.join('')}"`;
}

/**
 * The id behind the value of a header. What is in no form is taken as it is.
 *
 * @example
 * ['a-1', '" a\\""', '%"%c3%a9"'].map(readId) // => ['a-1', ' a"', '\u00e9']
 */
export function readId(value: string): string {
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(value)?.[1];
  if (quoted !== undefined) return quoted.replaceAll(/\\(["\\])/g, '$1');
  const encoded = /^%"([^"]*)"$/.exec(value)?.[1];
  return encoded === undefined ? value : (decoded(encoded) ?? value);
}

/** The id that the sender of a request gave it, if any: its key, or that of a CloudEvent in binary mode. */
export function idOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const { 'idempotency-key': key, 'ce-id': event } = headers;
  if (typeof key === 'string' && key !== '') return readId(key);
  return typeof event === 'string' && event !== '' ? (decoded(event) ?? event) : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
