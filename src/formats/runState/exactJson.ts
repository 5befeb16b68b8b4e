/*
 * JSON that keeps every number: NaN, the infinities and -0, which JSON has no way to write, are objects
 * with one field, `{"number": "-Infinity"}`.
 */

/** @throws {TypeError} when the value is not one of JSON */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'number' && (!Number.isFinite(item) || Object.is(item, -0))
      ? { number: Object.is(item, -0) ? '-0' : String(item) }
      : item,
  );
}

/** @throws {SyntaxError} when the text is not JSON */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) =>
    isWrittenOut(item) ? Number(item.number) : item,
  );
}

function isWrittenOut(item: unknown): item is { readonly number: string } {
  return (
    typeof item === 'object' &&
    item !== null &&
    Object.keys(item).length === 1 &&
    'number' in item &&
    typeof item.number === 'string' &&
    ['NaN', 'Infinity', '-Infinity', '-0'].includes(item.number)
  );
}
