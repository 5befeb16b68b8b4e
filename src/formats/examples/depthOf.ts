const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * How deep brackets are nested in JSON, before anything is built from it.
 *
 * @example
 * depthOf(new TextEncoder().encode('{"a":["]]",[]]}')) // => 3
 */
export function depthOf(json: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let isQuoted = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (isQuoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) isQuoted = false;
    } else if (byte === QUOTE) isQuoted = true;
    // [ and {, then ] and }.
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return deepest;
}
