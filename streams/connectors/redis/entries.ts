/** An entry of a stream; `fields` is undefined when it is pending and has been deleted. */
export interface Entry {
  /** `ms-seq` */
  readonly id: string;
  readonly fields: ReadonlyMap<string, Buffer> | undefined;
}

/** The entries of a reply of XREADGROUP, XCLAIM or XAUTOCLAIM, without those that are not told by their id. */
export function entriesOf(items: unknown): Entry[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown) => {
    if (!Array.isArray(item)) return [];
    const [id, fields]: unknown[] = item;
    return [{ id: String(id), fields: Array.isArray(fields) ? fieldsOf(fields) : undefined }];
  });
}

function fieldsOf(list: readonly unknown[]): Map<string, Buffer> {
  const fields = new Map<string, Buffer>();
  for (let i = 0; i + 1 < list.length; i += 2) {
    const value = list[i + 1];
    if (Buffer.isBuffer(value)) fields.set(String(list[i]), value);
  }
  return fields;
}

/** What an entry carries: its field `value`, or all its fields as JSON where there is none. */
export function contentOf(fields: ReadonlyMap<string, Buffer>): Uint8Array {
  const value = fields.get('value');
  // A copy: the reply is a view of all that came with it.
  if (value !== undefined) return new Uint8Array(value);
  const texts = Object.fromEntries([...fields].map(([name, text]) => [name, text.toString()]));
  return new TextEncoder().encode(JSON.stringify(texts));
}
