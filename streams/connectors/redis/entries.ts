import { bytesOf } from '../bytesOf.js';
import { idText } from '../idText.js';

/** The names of an entry and their values, by turns. */
export type Fields = readonly Buffer[];

/** An entry of a stream as it comes: its id, and its fields, or none when it is pending and has been deleted. */
export type Entry = readonly [id: Buffer, fields: Fields | null];

/** The entries of a reply of XREADGROUP, XCLAIM or XAUTOCLAIM, without those that are not told by their id. */
export function entriesOf(items: unknown): Entry[] {
  return Array.isArray(items) ? items.filter(isEntry) : [];
}

function isEntry(item: unknown): item is Entry {
  if (!Array.isArray(item) || !Buffer.isBuffer(item[0])) return false;
  const fields: unknown = item[1];
  return (
    fields === null || (Array.isArray(fields) && fields.every((each) => Buffer.isBuffer(each)))
  );
}

/** `ms-seq` */
export function idOf(entry: Entry): string {
  return entry[0].toString('latin1');
}

const [VALUE, ID] = ['value', 'id'].map((name) => Buffer.from(name));

/** The last field of a name. */
function fieldOf(fields: Fields, name: Buffer): Buffer | undefined {
  for (let i = fields.length - 2; i >= 0; i -= 2) {
    if (isSame(fields[i], name)) return fields[i + 1];
  }
  return undefined;
}

/** `equals()` takes longer to call than a few bytes to compare. */
function isSame(a: Buffer, b: Buffer): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The id that its sender gave it. */
export function givenId(fields: Fields): string | undefined {
  return fields.length > 2 ? idText(fieldOf(fields, ID)) : undefined;
}

/** What an entry carries: its field `value`, or all its fields as JSON where there is none. */
export function contentOf(fields: Fields): Uint8Array {
  const value = fieldOf(fields, VALUE);
  if (value !== undefined) return bytesOf(value);
  const texts: [string, string][] = [];
  for (let i = 0; i < fields.length; i += 2) texts.push([String(fields[i]), String(fields[i + 1])]);
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(texts)));
}
