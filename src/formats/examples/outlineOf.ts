const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What can be seen of JSON before anything is built from it. */
export interface Outline {
  /** How deep brackets are nested. */
  readonly depth: number;
  /** How many values with a name are in its objects, all together: those with the name of another, too. */
  readonly named: number;
}

/**
 * Looks at JSON, or at what is none.
 *
 * @example
 * outlineOf(new TextEncoder().encode('{"a":["]:",[]],"a":0}')) // => { depth: 3, named: 2 }
 */
export function outlineOf(json: Uint8Array): Outline {
  let depth = 0;
  let deepest = 0;
  let named = 0;
  let isQuoted = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (isQuoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) isQuoted = false;
    } else if (byte === QUOTE) isQuoted = true;
    // [ and {, then ] and }, then :.
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
    else if (byte === 0x3a) named++;
  }
  return { depth: deepest, named };
}

/** How many values with a name are in what has been built: fewer where a name stood twice in one object. */
export function namedIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return sum(value);
  const inside: unknown[] = Object.values(value);
  return inside.length + sum(inside);
}

function sum(values: readonly unknown[]): number {
  let count = 0;
  for (const value of values) if (typeof value === 'object') count += namedIn(value);
  return count;
}
