/** What this page keeps over a reload, by name; nothing where the browser keeps nothing. */
export function recall(name: string): unknown {
  try {
    return JSON.parse(storage(name).getItem(`gradstream.${name}`) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a value; undefined forgets it. */
export function remember(name: string, value: unknown): void {
  try {
    if (value === undefined) storage(name).removeItem(`gradstream.${name}`);
    else storage(name).setItem(`gradstream.${name}`, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

/** The theme is the reader's; all else is this tab's, the token above all. */
function storage(name: string): Storage {
  return name === 'theme' ? localStorage : sessionStorage;
}
