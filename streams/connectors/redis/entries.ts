import { bytesOf } from '../bytesOf.js';
import { idText } from '../idText.js';

/** The names of an entry and their values, by turns. */
export type Fields = readonly Buffer[];

/** An entry of a stream; `fields` is undefined when it is pending and has been deleted. */
export interface Entry {
  /** `ms-seq` */
  readonly id: string;
  readonly fields: Fields | undefined;
}

/** The entries of a reply of XREADGROUP, XCLAIM or XAUTOCLAIM, without those that are not told by their id. */
export function entriesOf(items: unknown): Entry[] {
  if (!Array.isArray(items)) return [];
  const entries: Entry[] = [];
  for (const item of items) {
    if (!Array.isArray(item)) continue;
    const [id, fields]: unknown[] = item;
    entries.push({ id: String(id), fields: isFields(fields) ? fields : undefined });
  }
  return entries;
}

function isFields(list: unknown): list is Fields {
  return (
    Array.isArray(list) && list.length % 2 === 0 && list.every((each) => Buffer.isBuffer(each))
  );
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
