/**
 * The shortest decimal that reads back as the same bits; JavaScript by itself drops the sign of -0.
 *
 * @example
 * [0.1, -0, NaN].map(numberText) // => ['0.1', '-0', 'NaN']
 */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Bytes as text; undefined when they are not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The largest text of an example, in bytes: a number has 24 characters at most, and others come with it.
 */
export function roomFor(numbers: number): number {
  return 65_536 + 32 * numbers;
}
