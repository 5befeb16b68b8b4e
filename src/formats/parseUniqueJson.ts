/**
 * `JSON.parse`, but for objects that have a name twice: there it would silently take the last.
 *
 * @throws {SyntaxError} when `text` is not JSON, or an object in it has a name twice
 */
export function parseUniqueJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // What has been parsed is sound, so that its brackets and its strings can be found by their first character.
  const open: Set<string>[] = [];
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*(:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (colon !== undefined) requireNew(open.at(-1), JSON.parse(string));
  }
  return value;
}

function requireNew(names: Set<string> | undefined, name: string): void {
  if (names?.has(name)) throw new SyntaxError(`${JSON.stringify(name)} stands twice in one object`);
  names?.add(name);
}
