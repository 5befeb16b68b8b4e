/**
 * JSON of visible ASCII characters alone: all others are escaped, so that it is one line to every reader of lines, and
 * a terminal that it is shown on obeys nothing of it.
 *
 * @example
 * asciiJson(['\u009b2J', '\u2028', '\u00e9']) // => '["\\u009b2J","\\u2028","\\u00e9"]'
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
