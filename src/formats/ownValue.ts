/** A value that a record has by itself, whatever all objects may have been given; undefined when it has none. */
export function ownValue(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
