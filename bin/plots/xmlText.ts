// XML 1.0 has no way to write these, escaped or not: one of them makes the whole document invalid.
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * One line of text that XML can hold, not escaped yet: characters that XML has no notation for
 * become U+FFFD, runs of white space one space.
 */
export function singleLine(text: string): string {
  return text.replace(unwritable, '\uFFFD').replace(/\s+/g, ' ').trim();
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of any origin as XML content or as an attribute value: `<b>` is written, never obeyed. */
export function escapeXml(text: string): string {
  return singleLine(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
